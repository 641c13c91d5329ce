/** The only error a publisher's bytes may cause: the connection that sent them is closed, nothing else. */
export class MediaProtocolError extends Error {
  override readonly name = "MediaProtocolError"
}
