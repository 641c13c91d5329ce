"use client"

import {
  type ColumnDef,
  createPaginatedRowModel,
  createSortedRowModel,
  type RowData,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table"
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ReactNode, useMemo } from "react"
import { cn } from "./cn.ts"
import { Pagination } from "./pagination.tsx"
import { SearchBox } from "./search-box.tsx"
import { readTableUrl, useTableUrl } from "./table-url.ts"

type SortValue = string | number | Date | null

export type DataColumn<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Makes the column sortable; a page made by the server says by itself which of its columns are. */
  sortBy?: (row: Row) => SortValue
  /** What the search looks at. */
  searchBy?: (row: Row) => string
  className?: string
  /** For a column of buttons: its header is for screen readers only. */
  quietHeader?: boolean
}

type DataTableProps<Row> = {
  /** Says what the table shows; for screen readers. */
  caption: string
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  /** Shown instead of the table when there is nothing at all. */
  empty: ReactNode
  /** Label of the search box; none without it. */
  searchLabel?: string
  /** Filters of the page, beside the search box. */
  toolbar?: ReactNode
  pageSize?: number
  /** The rows are one page, already searched and sorted by the server. */
  server?: {
    total: number
    page: number
    pageSize: number /** Columns it can order by. */
    sortable?: readonly string[]
  }
  /** Keeps the addresses of two tables on one page apart. */
  urlPrefix?: string
}

const features = tableFeatures({
  rowSortingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
})

/** Search, order and page live in the address, so that what one sees can be sent to a colleague. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { columns, rows, server, urlPrefix = "", pageSize = 25 } = props
  const t = useTranslations("common")
  const { params, write } = useTableUrl(urlPrefix, server !== undefined)
  const url = readTableUrl(params, urlPrefix)
  const found = useMemo(
    () => (server ? [...rows] : rows.filter((row) => matches(row, columns, url.query))),
    [rows, columns, url.query, server],
  )
  const definitions = useMemo(() => columns.map(toDefinition), [columns])
  const lastPage = Math.max(1, Math.ceil(found.length / pageSize))
  const page = server ? server.page : Math.min(url.page, lastPage)
  const table = useTable({
    features,
    columns: definitions,
    data: found,
    getRowId: props.rowId,
    manualPagination: server !== undefined,
    manualSorting: server !== undefined,
    autoResetPageIndex: false,
    state: {
      sorting: url.sort ? [url.sort] : [],
      pagination: { pageIndex: server ? 0 : page - 1, pageSize: server ? server.pageSize : pageSize },
    },
  })
  const total = server ? server.total : found.length
  if (rows.length === 0 && url.query === "" && !props.toolbar) return props.empty
  return (
    <div className="flex flex-col gap-4">
      {(props.searchLabel || props.toolbar) && (
        <div className="flex flex-wrap items-end justify-between gap-3">
          {props.searchLabel && (
            <SearchBox
              label={props.searchLabel}
              value={url.query}
              onSearch={(query) => write({ q: query, page: "" })}
            />
          )}
          {props.toolbar}
        </div>
      )}
      {total === 0 ? (
        url.query === "" ? (
          props.empty
        ) : (
          <p role="status" className="rounded-xl border border-dashed px-6 py-10 text-center text-muted">
            {t("nothingFound", { query: url.query })}
          </p>
        )
      ) : (
        <div className="overflow-auto rounded-xl border bg-surface md:max-xl:max-h-[calc(100dvh-6rem)] xl:overflow-clip">
          <table className="w-full border-collapse text-left text-[0.9375rem]">
            <caption className="sr-only">{props.caption}</caption>
            <thead className="sticky top-0 z-10 bg-surface-2 text-muted text-sm">
              <tr>
                {columns.map((column) => (
                  <HeaderCell
                    key={column.id}
                    column={column}
                    sort={url.sort?.id === column.id ? url.sort : null}
                    sortable={
                      server ? (server.sortable?.includes(column.id) ?? false) : column.sortBy !== undefined
                    }
                    onSort={(value) => write({ sort: value, page: "" })}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {table.getRowModel().rows.map((row) => (
                <tr key={row.id} className="border-t hover:bg-surface-2/50">
                  {columns.map((column) => (
                    <td key={column.id} className={cn("px-4 py-3 align-middle", column.className)}>
                      {column.cell(row.original)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pagination
        page={page}
        pageSize={server ? server.pageSize : pageSize}
        total={total}
        onPage={(next) => write({ page: next === 1 ? "" : String(next) })}
      />
    </div>
  )
}

type HeaderCellProps<Row> = {
  column: DataColumn<Row>
  sort: { desc: boolean } | null
  sortable: boolean
  onSort: (value: string) => void
}

function HeaderCell<Row>({ column, sort, sortable, onSort }: HeaderCellProps<Row>) {
  const classes = cn("px-4 py-2.5 font-medium whitespace-nowrap", column.className)
  if (!sortable) {
    return (
      <th scope="col" className={classes}>
        {column.quietHeader ? <span className="sr-only">{column.header}</span> : column.header}
      </th>
    )
  }
  const Icon = sort ? (sort.desc ? ArrowDown : ArrowUp) : ChevronsUpDown
  return (
    <th
      scope="col"
      className={classes}
      aria-sort={sort ? (sort.desc ? "descending" : "ascending") : undefined}
    >
      <button
        type="button"
        className="-mx-2 inline-flex items-center gap-1.5 rounded-sm px-2 py-1 hover:text-text"
        onClick={() => onSort(sort && !sort.desc ? `-${column.id}` : column.id)}
      >
        {column.header}
        <Icon aria-hidden className={cn("size-3.5", sort ? "text-accent" : "opacity-60")} />
      </button>
    </th>
  )
}

function toDefinition<Row extends RowData>(column: DataColumn<Row>): ColumnDef<typeof features, Row> {
  const { sortBy } = column
  return {
    id: column.id,
    accessorFn: (row) => sortBy?.(row) ?? undefined,
    sortUndefined: "last",
    sortFn: (a, b) => compare(sortBy?.(a.original) ?? "", sortBy?.(b.original) ?? ""),
  }
}

function compare(a: string | number | Date, b: string | number | Date) {
  if (typeof a === "string" || typeof b === "string") {
    return String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: "base" })
  }
  return Number(a) - Number(b)
}

/** Every word of the query, accents and case apart. */
function matches<Row>(row: Row, columns: readonly DataColumn<Row>[], query: string) {
  const text = fold(columns.map((column) => column.searchBy?.(row) ?? "").join(" "))
  return fold(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function fold(text: string) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim()
}
