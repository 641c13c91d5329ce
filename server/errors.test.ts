import { expect, test, vi } from "vitest"
import { AppError, NoGatewayError, StrandedError, UpstreamError } from "./errors.ts"

test("an error made by another bundle of the same process is recognised", async () => {
  vi.resetModules()
  const other = await import("./errors.ts")
  expect(other.UpstreamError).not.toBe(UpstreamError)
  expect(new other.UpstreamError("bbb", "timeout", "late")).toBeInstanceOf(UpstreamError)
  expect(new other.AppError("conflict", "twice")).toBeInstanceOf(AppError)
})

test("an outside failure is no error of our own, and the other way round", () => {
  expect(new UpstreamError("bbb", "timeout", "late")).not.toBeInstanceOf(AppError)
  expect(new AppError("conflict", "twice")).not.toBeInstanceOf(UpstreamError)
  expect(new Error("plain")).not.toBeInstanceOf(AppError)
  expect(new UpstreamError("bbb", "timeout", "late")).toBeInstanceOf(Error)
})

test("a refusal of one kind is not taken for another, in whichever bundle it was made", async () => {
  vi.resetModules()
  const other = await import("./errors.ts")
  for (const made of [new StrandedError([]), new other.StrandedError([])]) {
    expect(made).toBeInstanceOf(AppError)
    expect(made).toBeInstanceOf(StrandedError)
    expect(made).not.toBeInstanceOf(NoGatewayError)
  }
  expect(new AppError("forbidden", "not yours")).not.toBeInstanceOf(StrandedError)
  expect(new AppError("forbidden", "not yours")).not.toBeInstanceOf(NoGatewayError)
})
