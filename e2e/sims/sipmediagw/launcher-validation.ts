// The request bodies of the 1.8+ launcher and pydantic 2's way of refusing them.

export type Invalid = {
  type: string
  loc: (string | number)[]
  msg: string
  input: unknown
  ctx?: { error: string }
}
export type Body = Record<string, unknown>
type Kind = "string" | "boolean" | "object"
export type Field = { name: string; kind: Kind; required: boolean }

const required = (name: string, kind: Kind = "string"): Field => ({ name, kind, required: true })
const optional = (name: string, kind: Kind = "string"): Field => ({ name, kind, required: false })

export const START: Field[] = [
  required("room"),
  required("gw_id"),
  required("main_app"),
  optional("browsing_name"),
  optional("rtmp_dst"),
  optional("prefix"),
  optional("dial"),
  optional("loop", "boolean"),
  // Strings, not booleans: true is refused, "true" is not.
  optional("transcript"),
  optional("audio_only"),
  optional("api_key"),
  optional("recipient_mail"),
]
export const STOP: Field[] = [required("gw_id"), optional("force", "boolean")]
export const COMMAND: Field[] = [required("gw_id"), required("payload", "object")]

export function parseBody(text: string, fields: Field[]): { body: Body } | { invalid: Invalid[] } {
  if (text === "")
    return { invalid: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }] }
  const parsed = parseJson(text)
  if ("error" in parsed) {
    const { at, error } = parsed
    return {
      invalid: [
        { type: "json_invalid", loc: ["body", at], msg: "JSON decode error", input: {}, ctx: { error } },
      ],
    }
  }
  const { value } = parsed
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    const msg = "Input should be a valid dictionary or object to extract fields from"
    return { invalid: [{ type: "model_attributes_type", loc: ["body"], msg, input: value }] }
  }
  const body: Body = Object.fromEntries(Object.entries(value))
  const invalid = fields.flatMap((field) => check(field, body))
  return invalid.length > 0 ? { invalid } : { body }
}

function check({ name, kind, required: mustBe }: Field, body: Body): Invalid[] {
  const loc = ["body", name]
  const input = body[name]
  if (!(name in body)) return mustBe ? [{ type: "missing", loc, msg: "Field required", input: body }] : []
  if (input === null && !mustBe) return []
  if (kind === "string" && typeof input !== "string") {
    return [{ type: "string_type", loc, msg: "Input should be a valid string", input }]
  }
  if (kind === "object" && (input === null || typeof input !== "object" || Array.isArray(input))) {
    return [{ type: "dict_type", loc, msg: "Input should be a valid dictionary", input }]
  }
  if (kind === "boolean" && !isBooleanLike(input)) {
    const msg = "Input should be a valid boolean, unable to interpret input"
    return [{ type: "bool_parsing", loc, msg, input }]
  }
  return []
}

function isBooleanLike(input: unknown) {
  if (typeof input === "boolean" || input === 0 || input === 1) return true
  return typeof input === "string" && /^(0|1|on|off|t|f|true|false|y|n|yes|no)$/i.test(input)
}

function parseJson(text: string): { value: unknown } | { at: number; error: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // Python's two commonest complaints; the position is only right for the start of the text.
    const brace = /^\s*\{\s*(?=[^"}\s])/.exec(text)
    if (brace) return { at: brace[0].length, error: "Expecting property name enclosed in double quotes" }
    return { at: 0, error: "Expecting value" }
  }
}
