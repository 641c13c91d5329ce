// Every fault of the suite. A scenario answers the seconds from the moment the fault was lifted to the truth.

import type { Scenario } from "./scenario.ts"
import { bbbScenarios } from "./scenarios-bbb.ts"
import { chatScenarios } from "./scenarios-chat.ts"
import { gatewayScenarios } from "./scenarios-gateway.ts"
import { killScenarios } from "./scenarios-kill.ts"
import { machineScenarios } from "./scenarios-machine.ts"
import { machinesScenarios } from "./scenarios-machines.ts"
import { pictureScenarios } from "./scenarios-picture.ts"

export const SCENARIOS: readonly Scenario[] = [
  ...killScenarios,
  ...bbbScenarios,
  ...chatScenarios,
  ...gatewayScenarios,
  ...pictureScenarios,
  ...machineScenarios,
  ...machinesScenarios,
]
