/** Stays in sight where a narrow screen makes the table scroll sideways. */
export const ACTIONS_COLUMN = "sticky right-0 bg-surface [thead_&]:bg-surface-2"
