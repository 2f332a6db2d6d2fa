using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>How swarms are shown to people.</summary>
internal static class SwarmsView
{
    private const int Longest = 400;

    public static void Write(CliConsole console, SwarmList list)
    {
        var table = Tables.Create("Swarm", "Status", "Objective", "Strategy", "Mode", "Host", "Since", "Last heartbeat");
        foreach (var s in list.Swarms)
            table.Add(s.Id, s.Status, Shown.Cut(s.Objective, 40), s.Strategy, s.Mode, s.Status == SwarmStatuses.Interrupted ? "" : s.Client is { } client && client != s.Host && s.Host is not null ? $"{s.Host}, for {client}" : s.Host ?? "", Shown.Time(s.CreatedAt), Shown.Time(s.LastHeartbeat));
        console.Answers.Write(table);
        console.Remark($"{Shown.Plural(list.Swarms.Count, "swarm")}.");
    }

    public static void Write(CliConsole console, BlockingStateList list)
    {
        var table = Tables.Create("Coordinator", "Status", "Waits for", "Phase", "#Iteration", "Since", "Written");
        foreach (var wait in list.States)
            table.Add(wait.CoordinatorId, wait.Status, wait.SignalType, wait.Phase, $"{wait.Iteration}", Since(wait.StartTime), Since(wait.Timestamp));
        console.Answers.Write(table);
        console.Remark($"{Shown.Plural(list.States.Count, "blocking state")} of {list.SwarmId}.");
    }

    public static string Wait(BlockingState wait) => $"{wait.CoordinatorId} {wait.Status}{(wait.SignalType.Length == 0 ? "" : $" for {wait.SignalType}")}";

    public static void Write(CliConsole console, SwarmMessageHistory history)
    {
        WriteTable(console, history.Messages);
        console.Remark($"{Shown.Plural(history.Messages.Count, "message")} of {history.Channel}.");
    }

    public static void Write(CliConsole console, SwarmDetails details)
    {
        var swarm = details.Swarm;
        console.Facts(
            ("Swarm", swarm.Id),
            ("Status", Status(swarm)),
            ("Leader", details.Leader is not { } leader ? "none" : leader == swarm.Id ? $"{leader}, this one" : leader),
            ("Objective", swarm.Objective),
            ("Strategy", $"{swarm.Strategy}, {swarm.Mode}, priority {swarm.Metadata.Priority}"),
            ("Capabilities", Words(swarm.Metadata.Capabilities.Concat(swarm.Metadata.Tags))),
            ("Host", Host(swarm)),
            ("Registered", Shown.Time(swarm.CreatedAt)),
            ("Last heartbeat", Shown.Time(swarm.LastHeartbeat)),
            ("Agents", $"{swarm.Agents.Count} of at most {swarm.MaxAgents}{(swarm.Agents.Count == 0 ? "" : $": {Words(swarm.Agents.Select(Named))}")}"),
            ("Agents' tag", swarm.AgentTag),
            ("Tasks", $"{Shown.Plural(details.OpenTaskCount, "open task")}, {swarm.Metrics.TasksCompleted} completed, {swarm.Metrics.TasksFailed} failed, {swarm.Metrics.TasksCancelled} cancelled{Own(swarm.Tasks)}"),
            ("Resources", details.Resources.Count == 0 ? "none" : Words(details.Resources.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}"))),
            ("Messages", $"{details.Messages.Waiting} waiting, {swarm.Metrics.MessagesSent} sent"),
            ("Waits", details.BlockingStates.Count == 0 ? "none" : Words(details.BlockingStates.Select(Wait))),
            ("Snapshots", details.Snapshots.Count == 0 ? "none" : Words(details.Snapshots.Select(s => s.Id))),
            ("Checkpoints", details.Checkpoints.Count == 0 ? "none" : Words(details.Checkpoints.Select(s => s.Id))),
            ("State", details.State is { } state ? Shown.Cut(state.GetRawText(), Longest) : "none"));
        WriteTasks(console, details);
        WriteMessages(console, details.Messages.Recent);
        console.Heading("What happened");
        foreach (var step in details.Timeline.Concat(details.Recovery).OrderBy(t => t.At))
            console.Out.WriteLine($"  {Shown.Time(step.At)}  {step.Event}: {step.From ?? "none"} -> {step.To}{(step.Reason is null ? "" : $" ({step.Reason})")}");
    }

    private static void WriteTasks(CliConsole console, SwarmDetails details)
    {
        if (details.OpenTasks.Count == 0)
            return;
        console.Heading("Open tasks");
        var table = Tables.Create("Task", "Type", "Priority", "State", "#Assigned", "Description");
        foreach (var task in details.OpenTasks)
            table.Add(task.TaskId, task.Type, task.Priority, task.State ?? "not begun", $"{task.Assignment}", Shown.Cut(task.Description ?? "", 40));
        console.Answers.Write(table);
        if (details.OpenTaskCount > details.OpenTasks.Count)
            console.Remark($"{details.OpenTasks.Count} of {details.OpenTaskCount}.");
    }

    private static void WriteMessages(CliConsole console, IReadOnlyList<SwarmMessage> recent)
    {
        if (recent.Count == 0)
            return;
        console.Heading("Messages to it, the newest first");
        WriteTable(console, recent);
    }

    private static void WriteTable(CliConsole console, IReadOnlyList<SwarmMessage> recent)
    {
        var table = Tables.Create("Message", "From", "At", "Payload");
        foreach (var message in recent)
            table.Add(message.Id, message.SwarmId, Shown.Time(message.Metadata.SentAt), Shown.Cut(message.Payload.GetRawText(), 60));
        console.Answers.Write(table);
    }

    private static string Status(SwarmDocument swarm) => swarm.Metadata.InterruptedAt is { } at
        ? $"{swarm.Status} since {Shown.Time(at)}{(swarm.Metadata.Reason is { } why ? $": {why}" : "")}"
        : swarm.Status;

    // Whoever had it when it was interrupted is not known to live.
    private static string Host(SwarmDocument swarm) => swarm switch
    {
        { Status: SwarmStatuses.Completed or SwarmStatuses.Failed } => "none: it has ended",
        { Host: null } => "none: it waits for one",
        { Status: SwarmStatuses.Interrupted } => $"none: it was {swarm.Host} in term {swarm.Term}, until it was silent",
        { Client: { } client } when client != swarm.Host => $"{swarm.Host}, term {swarm.Term}, which keeps it alive for {client}; its messages wait for that",
        _ => $"{swarm.Host}, term {swarm.Term}",
    };

    private static string Since(long ms) => Shown.Time(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    // Those that its owner says of it.
    private static string Own(IReadOnlyList<JsonElement> tasks) => tasks.Count == 0 ? "" : $"; its owner names {Words(tasks.Select(Named))}";

    private static string Named(JsonElement one) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("id", out var id) ? id.ToString() : Shown.Cut(one.ToString(), 40);

    private static string Words(IEnumerable<string> words) => Shown.Cut(string.Join(", ", words), Longest);
}
