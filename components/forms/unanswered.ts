/** The server didn't answer: its page says so, and stays with all that is typed in it. */
export const UNANSWERED = "network"
