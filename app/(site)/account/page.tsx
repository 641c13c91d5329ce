import { Download } from "lucide-react"
import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { orRefuse } from "#app/refusals.ts"
import { EraseChat } from "#components/account/erase-chat.tsx"
import { KeptData } from "#components/account/kept-data.tsx"
import { OwnAccount } from "#components/account/own-account.tsx"
import { AreaMessages } from "#components/i18n/area-messages.tsx"
import { Button } from "#components/ui/button.tsx"
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { getMyData } from "#server/services/my-data.ts"
import { eraseChat } from "./erase-action.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account")
  return { title: t("title"), robots: { index: false } }
}

export default async function AccountPage() {
  const [deps, actor, t] = await Promise.all([getDeps(), getActor(), getTranslations("account")])
  const data = await orRefuse(getMyData(deps, actor), "/account")
  return (
    <AreaMessages area="account">
      <div className="flex max-w-3xl flex-col gap-8">
        <PageHeader title={t("title")} description={t("description")} />
        <OwnAccount account={data.account} />
        <KeptData data={data} />
        <Card aria-labelledby="export">
          <CardHeader>
            <CardTitle id="export">{t("export.title")}</CardTitle>
          </CardHeader>
          <CardBody className="items-start">
            <p className="max-w-text">{t("export.text")}</p>
            <Button asChild variant="secondary">
              <a href="/account/data">
                <Download aria-hidden />
                {t("export.action")}
              </a>
            </Button>
          </CardBody>
        </Card>
        <EraseChat counts={data.counts} erase={eraseChat} />
      </div>
    </AreaMessages>
  )
}
