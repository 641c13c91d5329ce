import { expect, test, vi } from "vitest"
import { AppError, UpstreamError } from "./errors.ts"

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
