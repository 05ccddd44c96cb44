// Reads a list of calendar files (JSON, standard input) with ical.js, whose address is the first
// argument, and writes every occurrence of each: what Node's calendar programs would show.
const { default: ICAL } = await import(process.argv[2]);

const MOST = 1000;

function occurrence(item, start, end) {
  return {
    uid: item.uid,
    summary: item.summary,
    status: item.component.getFirstPropertyValue("status"),
    sequence: item.sequence,
    start: start.toUnixTime(),
    minutes: (end.toUnixTime() - start.toUnixTime()) / 60,
  };
}

function occurrences(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent");
  const overrides = events.filter((event) => event.hasProperty("recurrence-id"));
  const found = [];
  for (const component of events) {
    if (component.hasProperty("recurrence-id")) continue;
    const uid = component.getFirstPropertyValue("uid");
    const own = overrides.filter((event) => event.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { exceptions: own, strictExceptions: true });
    if (!event.isRecurring()) {
      found.push(occurrence(event, event.startDate, event.endDate));
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next(); next && found.length < MOST; next = iterator.next()) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      found.push(occurrence(item, startDate, endDate));
    }
  }
  return { method: calendar.getFirstPropertyValue("method"), events: events.length, found };
}

let input = "";
for await (const piece of process.stdin) input += piece;
process.stdout.write(JSON.stringify(JSON.parse(input).map(occurrences)));
