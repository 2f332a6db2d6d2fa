using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Commands;

internal static partial class ExplainCommand
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The task's id; of a node of a workflow RUN~NODE, with the node's id or its task's number" };
        var command = new Verb(
            "explain",
            "Why a task is where it is, or why it waits: what it needs, its place in line, who could run it",
            """
            swarm explain t-0199f0c8
            swarm explain exec_order_0199f0c8~charge    a node of a run, by its id; by its task, which has its place among the nodes (~1), too
            """) { id };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var name = verb.Parse.GetValue(id)!;
            var of = NodeTask().Match(name);
            var run = of.Success ? await RunOfWorkflow.FindAsync(verb, of.Groups["run"].Value).ConfigureAwait(false) : null;
            var node = run is null ? null : Find(run, of.Groups["node"].Value);
            var task = node is null || node.NodeId != of.Groups["node"].Value ? name : Task(run!, node);
            if (run?.Nodes.FirstOrDefault(n => n.NodeId == of.Groups["node"].Value) is { } other && other != node)
                console.Remark($"{name} is the task of the node {node!.NodeId}; that of the node whose id is {other.NodeId} is {Task(run, other)}.");
            try
            {
                var document = await RunOfWorkflow.ForTaskAsync(
                    verb, name, $"See swarm workflow {name}, which says where each of its nodes stands; swarm explain takes a node as {name}~NODE.",
                    () => verb.Api.GetAsync(Paths.Explain(task), verb.Cancellation)).ConfigureAwait(false);
                verb.Answer<TaskExplanation>(document, e => Write(console, e));
            }
            catch (RejectedException e) when (e.Rejected.Code == "not_found" && run is not null && node?.TaskId != task)
            {
                throw new CliException(
                    ExitCodes.Rejected, node is null ? $"{run.ExecutionId} has no node {of.Groups["node"].Value}. See swarm workflow {run.ExecutionId}, which names its nodes." : NoTask(name, run, node));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>By its place, as the ids of tasks have it, else by its id.</summary>
    private static WorkflowNodeStatus? Find(WorkflowDetails run, string node) =>
        (int.TryParse(node, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? run.Nodes.ElementAtOrDefault(place) : null)
        ?? run.Nodes.FirstOrDefault(n => n.NodeId == node);

    /// <summary>One that does not run has none to show, and may have had one.</summary>
    private static string Task(WorkflowDetails run, WorkflowNodeStatus node) => node.TaskId ?? $"{run.ExecutionId}~{run.Nodes.ToList().IndexOf(node)}";

    /// <summary>A node of a run that has no task: it waits for an equal one, took a result from the cache, or its turn has not come.</summary>
    private static string NoTask(string name, WorkflowDetails run, WorkflowNodeStatus node) => node.WaitsFor is { } equal
        ? $"{name} is no task yet: the node {node.NodeId} of {run.ExecutionId} waits for an equal one that runs, and takes its result; should that fail, it runs itself. See swarm explain {equal}."
        : $"{name} is no task: the node {node.NodeId} of {run.ExecutionId} is {WorkflowView.State(node)}. See swarm workflow {run.ExecutionId}.";

    /// <summary>Of the first run of a node: a run inside has a sign of its own.</summary>
    [GeneratedRegex("^(?<run>sub~[0-9a-f]+|[^~]+)~(?<node>[^~]+)$")]
    private static partial Regex NodeTask();

    private static void Write(CliConsole console, TaskExplanation explanation)
    {
        var place = explanation.Placement;
        console.Out.WriteLine(explanation.Why);
        console.Out.WriteLine();
        console.Facts([
            ("Task", $"{explanation.Task.TaskId}, {explanation.Task.State}"),
            ("Placement", place.Status),
            ("Needs", place.Needs),
            ("Target", place.Silence is { } silence ? $"{place.TargetId}, not heard of for {Shown.Span(silence)}" : place.TargetId),
            ("Session", place.Session),
            ("Lease", place.LeaseRemaining is { } left ? $"{Shown.Span(left)} left" : null),
            ("Lane", place.Lane),
            ("Waits for", place.Flow?.Key),
            ("Begins", place.Flow?.OpensAt is { } opens ? $"not before {Shown.Time(opens)}" : null),
            ("Place in lane", place.PositionInLane is { } position ? $"{position}, rank {place.Rank}, sequence {place.Sequence}" : null),
            ("Ahead of it", place.AheadInClass is { } ahead ? Shown.Plural(ahead, "waiting task") : null),
            .. RoutingView.Facts(explanation.Routing)]);
        foreach (var resting in place.Resting)
            console.Out.WriteLine(resting);
        if (place.Candidates.Count > 0)
            WriteCandidates(console, place.Strategy, place.Candidates);
        if (place.LongLost > 0)
            console.Out.WriteLine($"and {Shown.Plural(place.LongLost, "target")} more, lost long ago");
    }

    private static void WriteCandidates(CliConsole console, string strategy, IReadOnlyList<CandidateReport> candidates)
    {
        console.Heading($"Candidates, the best first; by {strategy} {Meaning(strategy)}");
        var table = Tables.Create("Target", "Eligible", "#Score", "#Used", "#Slots", "Reason");
        foreach (var candidate in candidates)
        {
            table.Add(
                candidate.TargetId, candidate.Eligible ? "yes" : "no", $"{candidate.Score:0.00}",
                $"{candidate.Used}", $"{candidate.Slots}", candidate.Reason);
        }

        console.Answers.Write(table);
    }

    private static string Meaning(string strategy) => strategy switch
    {
        PlacementStrategies.ResourceBased => "a higher score is better: up to 100 points for free slots, short times and a speciality",
        PlacementStrategies.SessionAware => "a higher score is better: up to 125 points for health, success, free time, quality, reliability and healthy, idle sessions",
        PlacementStrategies.CapabilityBased => "a higher score is better: up to 100 points for health, success, free time, quality and reliability",
        PlacementStrategies.LeastLoaded => "a higher score is better: it is the share of its time that is free",
        PlacementStrategies.WeightedRoundRobin or PlacementStrategies.RoundRobin => "a higher score is better: its turn comes the sooner",
        _ => "a lower score is better: it is the share of the slots in use",
    };
}
