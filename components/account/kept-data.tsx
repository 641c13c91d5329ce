import { useFormatter, useTranslations } from "next-intl"
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx"
import type { MyData } from "#server/domain/my-data.ts"
import { Fact, Facts } from "./facts.tsx"

export function KeptData({ data }: { data: MyData }) {
  const t = useTranslations("account.kept")
  const format = useFormatter()
  const { counts, aliases, sanctions } = data
  return (
    <Card aria-labelledby="kept-data">
      <CardHeader>
        <CardTitle id="kept-data">{t("title")}</CardTitle>
      </CardHeader>
      <CardBody>
        <Facts>
          <Fact name={t("messages")}>
            {t("messagesValue", { count: counts.messages, events: counts.messageEvents })}
          </Fact>
          <Fact name={t("questions")}>{format.number(counts.questions)}</Fact>
          <Fact name={t("votes")}>{format.number(counts.votes)}</Fact>
          <Fact name={t("aliases")}>
            <Lines lines={aliases.map(({ alias, event }) => t("alias", { alias, event }))} />
          </Fact>
          <Fact name={t("sanctions")}>
            <Sanctions sanctions={sanctions} />
          </Fact>
          <Fact name={t("events")}>
            <Lines
              lines={(["owned", "presented", "moderated"] as const)
                .filter((role) => counts[role] > 0)
                .map((role) => t(role, { count: counts[role] }))}
            />
          </Fact>
          <Fact name={t("audit")} help={t("auditHelp")}>
            {format.number(counts.audit)}
          </Fact>
        </Facts>
        <p className="text-muted text-sm">{t("browser")}</p>
      </CardBody>
    </Card>
  )
}

function Sanctions({ sanctions }: Pick<MyData, "sanctions">) {
  const t = useTranslations("account.kept")
  const format = useFormatter()
  const lineOf = ({ kind, event, until }: MyData["sanctions"][number]) => {
    if (kind === "ban") return t("ban", { event })
    return until ? t("mute", { event, until: format.dateTime(until, "full") }) : t("muteOpen", { event })
  }
  return <Lines lines={sanctions.map(lineOf)} />
}

function Lines({ lines }: { lines: readonly string[] }) {
  const t = useTranslations("account.account")
  if (lines.length === 0) return t("none")
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
