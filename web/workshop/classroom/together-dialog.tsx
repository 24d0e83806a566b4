// The dialog for endpoints: the instructor's server for everyone, and pairs who use each other's.
import { useState } from "react";
import type { Member } from "../../../server/protocol/workshop.ts";
import { presentMembers } from "../../../server/workshop/roster.ts";
import { usePage } from "../../shell/page-context.ts";
import { Dialog, Opener } from "../../ui/dialog.tsx";
import { Select } from "../../ui/form.tsx";
import { countText } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { CommandButton } from "../dashboard/command-button.tsx";
import { useDashboard, useWorkshop } from "../dashboard/dashboard-context.ts";
import { LessonSelect } from "../dashboard/lesson-select.tsx";

/** `place`: the lesson where the class is. */
export function TogetherDialog({ place }: { readonly place: string | null }) {
  const { classroom, pairs } = useWorkshop();
  return (
    <Opener
      className="small toggle"
      aria-pressed={classroom !== null || pairs.length > 0}
      title="Your server for everyone, or learners in pairs"
      dialog={(close) => <Endpoints place={place} close={close} />}
    >
      Endpoints
    </Opener>
  );
}

function Endpoints({ place, close }: { readonly place: string | null; readonly close: () => void }) {
  const { lessons } = useDashboard();
  const [lesson, setLesson] = useState(place ?? lessons[0]?.slug ?? "");
  return (
    <Dialog title="Endpoints" close={close}>
      <LessonSelect label="Lesson" className="flow" value={lesson} choose={setLesson} />
      <Classroom lesson={lesson} />
      <Pairs lesson={lesson} />
    </Dialog>
  );
}

function Classroom({ lesson }: { readonly lesson: string }) {
  const { lessons } = useDashboard();
  const { classroom } = useWorkshop();
  const titleOf = (slug: string) => lessons.find((each) => each.slug === slug)?.title ?? slug;
  return (
    <section className="stack" aria-label="Classroom" tabIndex={-1}>
      <h3>Classroom</h3>
      {classroom === null ? (
        <>
          <p>Your server for this lesson becomes everyone’s: learners’ clients connect to it instead of theirs.</p>
          <div className="actions start">
            <CommandButton className="small primary" command={{ do: "classroom", lesson }}>
              Open my server to everyone
            </CommandButton>
          </div>
        </>
      ) : (
        <>
          <p>
            Everyone connects to <bdi>{classroom.by}</bdi>’s server of “{titleOf(classroom.lesson)}”. Write its handler
            on the lesson’s page in this browser.
          </p>
          <div className="actions start">
            <Link className="button small" href={`/lessons/${classroom.lesson}`}>
              Go to the lesson
            </Link>
            <CommandButton className="small danger" command={{ do: "classroom", lesson: null }}>
              End the classroom
            </CommandButton>
          </div>
        </>
      )}
    </section>
  );
}

function Pairs({ lesson }: { readonly lesson: string }) {
  const { run } = useDashboard();
  const { notices } = usePage();
  const state = useWorkshop();
  const { pairs, members } = state;
  const online = presentMembers(state).filter(({ pages }) => pages > 0);
  const pairEveryone = async () => {
    const result = await run({ do: "pair-everyone", lesson });
    if (result !== null) notices.dispatch({ type: "show", text: "Everyone who is online is in a pair now." });
  };
  return (
    <section className="stack" aria-label="Pairs" tabIndex={-1}>
      <h3>Pairs</h3>
      <p>
        Each one’s clients connect to the other’s server. An odd one out makes a group of three, in a circle. While
        there is a classroom, pairs are paused.
      </p>
      <div className="actions start">
        <button
          type="button"
          className="small"
          aria-disabled={online.length < 2}
          onClick={() => online.length >= 2 && void pairEveryone()}
        >
          Pair everyone ({countText(online.length, "learner")} online)
        </button>
        {pairs.length === 0 ? null : (
          <CommandButton className="small danger" command={{ do: "pair-everyone", lesson: null }}>
            End all pairs
          </CommandButton>
        )}
      </div>
      <OnePair lesson={lesson} members={presentMembers(state)} />
      {pairs.length === 0 ? null : (
        <ul className="pairs small scroll">
          {pairs.map(({ client, server, lesson: of }) => (
            <li key={client} className="row apart">
              <span>
                <bdi>{members[client]?.name}</bdi> → <bdi>{members[server]?.name}</bdi>
              </span>
              <CommandButton
                className="quiet"
                aria-label={`End the pair of ${members[client]?.name ?? ""}`}
                command={{ do: "pair", client, server: null, lesson: of }}
              >
                End
              </CommandButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OnePair({ lesson, members }: { readonly lesson: string; readonly members: readonly Member[] }) {
  const { run } = useDashboard();
  const [client, setClient] = useState("");
  const [server, setServer] = useState("");
  const isReady = client !== "" && server !== "" && client !== server;
  const options = members.map(({ id, name }) => [id, name] as const);
  return (
    <div className="flow">
      <Select
        aria-label="Whose clients"
        value={client}
        options={[["", "Clients of…"], ...options]}
        choose={setClient}
      />
      <Select
        aria-label="Whose server"
        value={server}
        options={[["", "to the server of…"], ...options]}
        choose={setServer}
      />
      <button
        type="button"
        className="small"
        aria-disabled={!isReady}
        onClick={() => isReady && void run({ do: "pair", client, server, lesson })}
      >
        Connect
      </button>
    </div>
  );
}
