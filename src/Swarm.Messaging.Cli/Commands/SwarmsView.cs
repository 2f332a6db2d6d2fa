using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>How swarms are shown to people.</summary>
internal static class SwarmsView
{
    public static void Write(CliConsole console, SwarmList list)
    {
        var table = Tables.Create("Swarm", "Status", "Objective", "Strategy", "Mode", "Host", "Since", "Last heartbeat");
        foreach (var s in list.Swarms)
            table.Add(s.Id, s.Status, Shown.Cut(s.Objective, 40), s.Strategy, s.Mode, s.Host ?? "", Shown.Time(s.CreatedAt), Shown.Time(s.LastHeartbeat));
        console.Answers.Write(table);
        console.Remark($"{Shown.Plural(list.Swarms.Count, "swarm")}.");
    }

    public static void Write(CliConsole console, SwarmDetails details)
    {
        Write(console, new SwarmList { Swarms = [details.Swarm] });
        console.Out.WriteLine($"State: {(details.State is { } state ? Shown.Cut(state.GetRawText(), 400) : "none")}");
        console.Out.WriteLine($"Snapshots: {string.Join(", ", details.Snapshots.Select(s => s.Id))}");
        console.Out.WriteLine($"Checkpoints: {string.Join(", ", details.Checkpoints.Select(s => s.Id))}");
        foreach (var step in details.Timeline.Concat(details.Recovery).OrderBy(t => t.At))
            console.Out.WriteLine($"  {Shown.Time(step.At)}  {step.Event}: {step.From ?? "none"} -> {step.To}{(step.Reason is null ? "" : $" ({step.Reason})")}");
    }
}
