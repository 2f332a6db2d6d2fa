using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Schedules;

/// <summary>What operators do with schedules, whichever way it came.</summary>
internal sealed partial class ScheduleCommandSet(IScheduleStore store, ScheduleRules rules, ScheduleRuns runs, ILogger<ScheduleCommandSet> log) : ICommandSet
{
    private const string Command = nameof(ManageSchedules);

    private static readonly string[] Actions = ["list", "set", "pause", "resume", "delete", "run"];

    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(Command, SwarmNames.ManageSchedules, 4)];

    /// <returns><see cref="SchedulesManaged"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var order = ScheduleReader.Read(message, found);
        if (order.Action is null || !Actions.Contains(order.Action))
            found.Add(new("action", order.Action is null ? null : PayloadRules.Cut(order.Action), $"One of {string.Join(", ", Actions)}."));
        if (order.Action != "list" || order.ScheduleId is not null)
            ScheduleRules.CheckId(order.ScheduleId, found);
        if (order.Action == "set" && order.Definition is null)
            found.Add(new("definition", null, "Required by set: {cron, task} or {cron, workflow}."));
        if (order is { Action: "set", Definition: { } definition })
            await CheckAsync(order.ScheduleId, definition, found, cancellation).ConfigureAwait(false);
        if (found.Count > 0)
            return CommandRules.Reject(Command, null, found);
        return order switch
        {
            { Action: "set" } => await SetAsync(order.ScheduleId!, order.Definition!, origin, cancellation).ConfigureAwait(false),
            { ScheduleId: { } id } => await ActAsync(order.Action!, id, origin, cancellation).ConfigureAwait(false),
            _ => Answer("list", [.. (await store.ListAsync(cancellation).ConfigureAwait(false)).OrderBy(s => s.Id, StringComparer.Ordinal)]),
        };
    }

    private async Task CheckAsync(string? id, ScheduleDefinition definition, List<Violation> found, CancellationToken cancellation)
    {
        // An id that is refused already would be refused once more as part of its runs' ids.
        rules.Check(found.Exists(v => v.Field == "scheduleId") ? "schedule" : id, definition, found);
        if (!found.Exists(v => v.Field is "definition.cron" or "definition.timeZone") && ScheduleTimes.Next(definition, await store.NowAsync(cancellation).ConfigureAwait(false)) is null)
            found.Add(new("definition.cron", definition.Cron, "A time that comes: none of these is still to come."));
    }

    private Task<object> SetAsync(string id, ScheduleDefinition definition, CommandOrigin origin, CancellationToken cancellation) => ChangeAsync(
        "set", id, before => new StoredSchedule(id, definition, before is { Paused: true }, "", null, before?.History ?? new()), origin, cancellation);

    private async Task<object> ActAsync(string action, string id, CommandOrigin origin, CancellationToken cancellation)
    {
        if (action is "pause" or "resume")
            return await ChangeAsync(action, id, before => before is null ? null : before with { Paused = action == "pause" }, origin, cancellation).ConfigureAwait(false);
        if (await store.FindAsync(id, cancellation).ConfigureAwait(false) is not { } schedule)
            return NotFound(id);
        switch (action)
        {
            case "delete":
                if (!await store.DeleteAsync(id, cancellation).ConfigureAwait(false))
                    return NotFound(id);
                Acted(origin.Source, action, id, State(schedule), "none");
                return Answer(action, []);
            case "run":
                var runId = ScheduleRuns.IdNow(id, await store.NowAsync(cancellation).ConfigureAwait(false));
                if (await runs.SubmitAsync(schedule.Definition, runId, cancellation).ConfigureAwait(false) is { } rejected)
                    return rejected;
                Acted(origin.Source, action, id, State(schedule), $"submitted {runId}");
                return Answer(action, [schedule]) with { RunId = runId };
            default:
                return Answer(action, [schedule]);
        }
    }

    /// <summary>Whoever changed it in between is not undone: what is there now is looked at again.</summary>
    /// <param name="change">From what there is, null when there is none; null: it cannot be.</param>
    private async Task<object> ChangeAsync(
        string action, string id, Func<StoredSchedule?, StoredSchedule?> change, CommandOrigin origin, CancellationToken cancellation)
    {
        while (true)
        {
            var before = await store.FindAsync(id, cancellation).ConfigureAwait(false);
            if (change(before) is not { } schedule)
                return NotFound(id);
            if (before is not null && action != "set" && before.Paused == schedule.Paused)
                return Answer(action, [before]);
            var next = schedule.Paused ? null : ScheduleTimes.Next(schedule.Definition, await store.NowAsync(cancellation).ConfigureAwait(false));
            schedule = schedule with { NextAt = next, Revision = $"{Guid.NewGuid():N}" };
            if (!await store.SaveAsync(schedule, before?.Revision, cancellation).ConfigureAwait(false))
                continue;
            Acted(origin.Source, action, id, before is null ? "none" : State(before), State(schedule));
            return Answer(action, [schedule]);
        }
    }

    private static CommandRejected NotFound(string id) => new() { Command = Command, Code = "not_found", Message = $"There is no schedule '{id}'." };

    private static string State(StoredSchedule schedule) => schedule.Paused ? "paused" : schedule.NextAt is { } next ? $"next at {next:O}" : "no time left";

    private static SchedulesManaged Answer(string action, IReadOnlyList<StoredSchedule> schedules) =>
        new() { Action = action, Schedules = [.. schedules.Select(s => s.View())] };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on schedule {ScheduleId}: {Before} -> {After}")]
    private partial void Acted(string who, string action, string scheduleId, string before, string after);
}
