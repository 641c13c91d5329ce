export type SignInFailure = "wrong" | "tooMany" | "unreachable" | "failed"

/** next-auth's word, or the message our own sign-in check threw. */
export function failureOf(error: string): SignInFailure {
  switch (error) {
    case "CredentialsSignin":
    case "invalid":
      return "wrong"
    case "too_many_requests":
      return "tooMany"
    default:
      return "failed"
  }
}
