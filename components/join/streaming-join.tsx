import { useTranslations } from "next-intl"
import { JoinMessages } from "./join-messages.tsx"

/**
 * A contract with the browser automation of every SIPMediaGW version (1.5 to today); change nothing here without
 * running the join page's test, which drives it as each version does:
 * - `#okcookie` is a visible button (1.5 and 1.6 wait 41 s without it);
 * - `#id_name` (up to 1.6) and `#joinFormName` (1.7 on) are visible text inputs of one form; either may be filled;
 * - that form's button is the first `button[type=submit]` of the document (1.8 on clicks it);
 * - the form's `submit` event may be untrusted and without submitter;
 * - it submits by fetch and navigates 0.7 s later, to an address with `sessionToken`, all well inside 10 s;
 * - all of it works as soon as the document is parsed (`public/join.js`), without cookies or React.
 */
export function StreamingJoin({ roomKey }: { roomKey: string }) {
  const t = useTranslations("join")
  return (
    <>
      <h1 className="font-semibold text-xl">{t("streamingTitle")}</h1>
      <p className="text-muted">{t("streamingBody")}</p>
      {/* Here and in the messages: join.js may hide or show an element before React arrives. */}
      <div suppressHydrationWarning>
        <button id="okcookie" type="button" className="min-h-10 rounded-md border border-border-strong px-4">
          {t("cookies")}
        </button>
      </div>
      <form data-join="streaming_user" data-key={roomKey} noValidate className="flex flex-col gap-4">
        <TextInput id="id_name" label={t("nameLabel")} />
        <TextInput id="joinFormName" label={t("nameLabelAgain")} />
        <button type="submit" className="min-h-11 rounded-md bg-accent px-5 font-medium text-on-accent">
          {t("join")}
        </button>
        <JoinMessages first={null} />
      </form>
    </>
  )
}

type TextInputProps = { id: string; label: string; help?: string; value?: string }

export function TextInput({ id, label, help, value }: TextInputProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        name={id}
        type="text"
        maxLength={80}
        autoComplete={help ? "name" : "off"}
        defaultValue={value}
        aria-describedby={help ? `${id}-help` : undefined}
        className="min-h-11 rounded-md border border-border-strong bg-surface px-3"
      />
      {help && (
        <p id={`${id}-help`} className="text-muted text-sm">
          {help}
        </p>
      )}
    </div>
  )
}
