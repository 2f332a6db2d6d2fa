using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Where a swarm's task stands, as sentences for people.</summary>
internal static class SwarmTaskWords
{
    /// <param name="needs">Capabilities that the task needs.</param>
    /// <param name="execution">State of its execution; null: there is none.</param>
    /// <param name="grace">How long after its swarm's end an execution that has begun may still report.</param>
    public static string Why(SwarmTaskDistributed task, IReadOnlyList<string> needs, string? execution, TimeSpan grace) => task switch
    {
        { Status: "queued", Reason: "no_active_swarms" } =>
            $"{task.TaskId} waits for a swarm: none is active{(task.WaitsFor.Count > 0 ? $", {Listed(task.WaitsFor)}" : "")}. See swarm swarms; an interrupted one is recovered by swarm swarms recover --all.",
        { Status: "queued", Reason: "waiting_for_leader" } => $"{task.TaskId} waits for a leader: no active swarm leads yet. One whose host is alive does within seconds; see swarm status resources.",
        { Status: "queued", Reason: "swarm_away" } =>
            $"{task.TaskId} needs {string.Join(", ", needs)}, which no active swarm has. It waits for {Listed(task.WaitsFor)}, until {(task.WaitsFor.Count > 1 ? "one of them" : "it")} is active; "
            + $"once {(task.WaitsFor.Count > 1 ? "all of them have" : "it has")} failed or left, any active swarm gets the task. See swarm swarms interrupted.",
        { Status: "queued" } => $"{task.TaskId} waits for the leader, {task.Leader}, which gives tasks to swarms by {task.Strategy}, a few in each cycle.",
        { Status: "returning" } => $"{task.TaskId} is on its way back: it was given to {task.TargetSwarm}, which {Left(task.Reason)}. {Execution(execution, grace)}",
        { Status: "ended" } => $"{task.TaskId} has ended: {task.Outcome}{(task.Reason is { } why ? $", {why}" : "")}.",
        _ => $"{task.TaskId} was given to {task.TargetSwarm} by {task.Strategy}; its execution begins.",
    };

    private static string Listed(IReadOnlyList<AwaitedSwarm> swarms) => string.Join(" or ", swarms.Select(s => $"{s.SwarmId} ({s.Status} since {s.Since:O})"));

    private static string Left(string? reason) => reason switch
    {
        "swarm_failed" => "has failed",
        "swarm_completed" => "is completed",
        _ => "was deregistered",
    };

    private static string Execution(string? state, TimeSpan grace) => state switch
    {
        TaskStates.Placed or TaskStates.Running =>
            $"Its execution there may report its end until {grace.TotalSeconds:0.#} s after that; unless it does, it is cancelled, and another swarm gets the task at its old place.",
        _ => "Unless it is found done, another swarm gets it at its old place.",
    };
}
