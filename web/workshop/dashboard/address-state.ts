// State of the dashboard in the address, so that a reload keeps it: the view, order and filter, and projector mode.
import { useCallback, useEffect, useState } from "react";
import { readQuery, writeQuery } from "../../shell/route.ts";
import { type Arrangement, filters, noArrangement, sorts } from "../roster/arrangement.ts";

const views = ["tiles", "heat", "groups", "help", "visit"] as const;
export type View = (typeof views)[number];
export function useView(): readonly [View, (view: View) => void] {
  const [view, setView] = useState<View>(() => views.find((each) => each === readQuery("view")) ?? "tiles");
  const choose = (next: View) => {
    setView(next);
    writeQuery("view", next === "tiles" ? "" : next);
  };
  return [view, choose];
}

export function useArrangement() {
  const [arrangement, setArrangement] = useState(readArrangement);
  const change = (part: Partial<Arrangement>) => {
    const next = { ...arrangement, ...part };
    setArrangement(next);
    writeQuery("sort", next.sort === noArrangement.sort ? "" : next.sort);
    writeQuery("show", next.filter === noArrangement.filter ? "" : next.filter);
    writeQuery("lesson", next.lesson);
    writeQuery("q", next.search);
  };
  return { arrangement, change };
}

function readArrangement(): Arrangement {
  return {
    sort: sorts.find((sort) => sort === readQuery("sort")) ?? noArrangement.sort,
    filter: filters.find((filter) => filter === readQuery("show")) ?? noArrangement.filter,
    lesson: readQuery("lesson") ?? "",
    search: readQuery("q") ?? "",
  };
}

/** Large type and no names; never shows them after a reload. */
export function useProjection(): readonly [boolean, () => void] {
  const [isProjected, setProjected] = useState(() => readQuery("projector") !== null);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-projected", isProjected);
    return () => document.documentElement.removeAttribute("data-projected");
  }, [isProjected]);
  const toggle = useCallback(() => {
    writeQuery("projector", isProjected ? "" : "1");
    setProjected(!isProjected);
  }, [isProjected]);
  return [isProjected, toggle];
}
