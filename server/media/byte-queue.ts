/** Bytes as they came from a socket, read without joining them: every byte is copied at most once. */
export class ByteQueue {
  private pieces: Buffer[] = []
  private first = 0
  private offset = 0
  private available = 0

  get length(): number {
    return this.available
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return
    this.pieces.push(piece)
    this.available += piece.length
  }

  /** The next `count` bytes without taking them, or null when they have not all come. */
  peek(count: number): Buffer | null {
    if (count > this.available) return null
    const head = this.pieces[this.first]
    if (head && head.length - this.offset >= count) return head.subarray(this.offset, this.offset + count)
    const joined = Buffer.allocUnsafe(count)
    this.copy(joined, 0, count)
    return joined
  }

  skip(count: number): void {
    let left = Math.min(count, this.available)
    this.available -= left
    while (left > 0) {
      const head = this.pieces[this.first]
      if (!head) return
      const step = Math.min(left, head.length - this.offset)
      this.offset += step
      left -= step
      if (this.offset === head.length) this.dropHead()
    }
  }

  /** Moves up to `count` bytes into `target` and says how many there were. */
  readInto(target: Buffer, at: number, count: number): number {
    const moved = Math.min(count, this.available)
    this.copy(target, at, moved)
    this.skip(moved)
    return moved
  }

  private copy(target: Buffer, at: number, count: number): void {
    let index = this.first
    let from = this.offset
    let done = 0
    while (done < count) {
      const piece = this.pieces[index]
      if (!piece) return
      const step = Math.min(count - done, piece.length - from)
      piece.copy(target, at + done, from, from + step)
      done += step
      index += 1
      from = 0
    }
  }

  private dropHead(): void {
    this.first += 1
    this.offset = 0
    // Compacting only now and then keeps a queue of many small pieces linear.
    if (this.first === this.pieces.length || this.first > 1024) {
      this.pieces = this.pieces.slice(this.first)
      this.first = 0
    }
  }
}
