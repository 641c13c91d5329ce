import { useFormatter, useTranslations } from "next-intl"
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx"
import type { MyData } from "#server/domain/my-data.ts"
import { Fact, Facts } from "./facts.tsx"

export function OwnAccount({ account }: { account: MyData["account"] }) {
  const t = useTranslations("account.account")
  const format = useFormatter()
  const listed = (names: readonly string[]) => (names.length > 0 ? format.list(names) : t("none"))
  return (
    <Card aria-labelledby="own-account">
      <CardHeader>
        <CardTitle id="own-account">{t("title")}</CardTitle>
      </CardHeader>
      <CardBody>
        <Facts>
          <Fact name={t("name")}>
            <bdi>{account.name}</bdi>
          </Fact>
          <Fact name={t("email")}>{account.email}</Fact>
          <Fact name={t("affiliations")}>{listed(account.affiliations)}</Fact>
          <Fact name={t("groups")}>{listed(account.groups)}</Fact>
          {account.isAdmin && <Fact name={t("role")}>{t("administrator")}</Fact>}
          <Fact name={t("since")}>{format.dateTime(account.createdAt, "date")}</Fact>
        </Facts>
        <p className="text-muted text-sm">{t("help")}</p>
      </CardBody>
    </Card>
  )
}
