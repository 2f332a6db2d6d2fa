using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Schedules;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Schedules in a list, and one with what it does.</summary>
internal static class ScheduleTable
{
    public static void WriteList(CliConsole console, IReadOnlyList<ScheduleView> schedules)
    {
        if (schedules.Count == 0)
        {
            console.Remark("There are no schedules; swarm schedules set --help shows how to make one.");
            return;
        }

        var table = Tables.Create("Schedule", "Cron", "Zone", "Next", "Last run", "#Runs", "#Missed");
        foreach (var one in schedules)
        {
            table.Add(
                one.ScheduleId, one.Definition.Cron ?? "", one.Definition.TimeZone ?? "UTC", Next(one),
                one.LastProblem is null ? one.LastRunId ?? "" : $"none: {one.LastProblem}", $"{one.Runs}", $"{one.Missed}");
        }

        console.Answers.Write(table);
    }

    public static void Write(CliConsole console, ScheduleView one)
    {
        console.Facts([
            ("Schedule", one.ScheduleId),
            ("Cron", $"{one.Definition.Cron} ({one.Definition.TimeZone ?? "UTC"})"),
            ("Next", Next(one)),
            ("Misfire", one.Definition.Misfire ?? "once"),
            ("Last", one.LastAt is null ? one.LastProblem : $"{Shown.Time(one.LastAt)}: {one.LastProblem ?? one.LastRunId}"),
            ("Runs", $"{one.Runs}"),
            ("Missed", one.Missed == 0 ? null : $"{one.Missed}")]);
        console.Heading(one.Definition.Task is null ? "Workflow" : "Task");
        console.Json((one.Definition.Task ?? one.Definition.Workflow)!.Value);
    }

    private static string Next(ScheduleView one) => one.Paused ? "paused" : one.NextAt is null ? "never again" : Shown.Time(one.NextAt);
}
