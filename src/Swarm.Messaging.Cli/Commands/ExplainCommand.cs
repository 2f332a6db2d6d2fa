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
        var id = new Argument<string>("ID") { Description = "The task's id" };
        var command = new Verb(
            "explain",
            "Why a task is where it is, or why it waits: what it needs, its place in line, who could run it",
            """
            swarm explain t-0199f0c8
            """) { id };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var name = verb.Parse.GetValue(id)!;
            try
            {
                var document = await verb.Api.GetAsync(Paths.Explain(name), verb.Cancellation).ConfigureAwait(false);
                verb.Answer<TaskExplanation>(document, e => Write(console, e));
            }
            catch (RejectedException e) when (e.Rejected.Code == "not_found")
            {
                if (await NodeAsync(verb, name).ConfigureAwait(false) is { } told)
                    throw new CliException(ExitCodes.Rejected, told);
                if (!await IsRunAsync(verb, name).ConfigureAwait(false))
                    throw;
                throw new CliException(ExitCodes.Rejected, $"{name} is a run of a workflow and no task. See swarm workflow {name}, which says where each of its nodes stands; swarm explain takes a node's task.");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>A node of a run that has no task: it waits for an equal one, took a result from the cache, or its turn has not come.</summary>
    private static async Task<string?> NodeAsync(HostVerb verb, string name)
    {
        if (NodeTask().Match(name) is not { Success: true } id || await RunAsync(verb, id.Groups["run"].Value).ConfigureAwait(false) is not { } run
            || run.Nodes.ElementAtOrDefault(int.Parse(id.Groups["node"].ValueSpan, CultureInfo.InvariantCulture)) is not { } node || node.TaskId == name)
            return null;
        return node.WaitsFor is { } equal
            ? $"{name} is no task yet: the node {node.NodeId} of {run.ExecutionId} waits for an equal one that runs, and takes its result; should that fail, it runs itself. See swarm explain {equal}."
            : $"{name} is no task: the node {node.NodeId} of {run.ExecutionId} is {WorkflowView.State(node)}. See swarm workflow {run.ExecutionId}.";
    }

    private static async Task<bool> IsRunAsync(HostVerb verb, string name) => await RunAsync(verb, name).ConfigureAwait(false) is not null;

    private static async Task<WorkflowDetails?> RunAsync(HostVerb verb, string executionId)
    {
        try
        {
            return HostVerb.Read<WorkflowDetails>(await verb.Api.GetAsync(Paths.Workflow(executionId), verb.Cancellation).ConfigureAwait(false));
        }
        catch (RejectedException e) when (e.Rejected.Code == "not_found")
        {
            return null;
        }
    }

    /// <summary>Of the first run of a node: a run inside has a sign of its own.</summary>
    [GeneratedRegex("^(?<run>sub~[0-9a-f]+|[^~]+)~(?<node>[0-9]{1,5})$")]
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
