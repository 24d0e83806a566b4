// Makes the cells of a document work. What a run needs is loaded with the first one.
import { Cell } from "./cell.ts";

function enableCells(elements: Iterable<HTMLElement>): void {
  let running: Cell | null = null;
  const begin = (cell: Cell) => {
    if (running !== cell) running?.stop();
    running = cell;
  };
  for (const element of elements) new Cell(element, begin);
}

enableCells(document.querySelectorAll<HTMLElement>(".cell"));
