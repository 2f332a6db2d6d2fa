using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Everything known of one run, and runs in a list.</summary>
internal static class WorkflowView
{
    public static void Write(CliConsole console, WorkflowDetails run, bool withResults)
    {
        console.Facts([
            ("Run", run.ExecutionId),
            ("Node of the run", run.ParentExecutionId),
            ("Workflow", run.WorkflowId),
            ("State", run.Reason is null ? run.State : $"{run.State} ({run.Reason})"),
            ("Client", run.Client),
            ("Nodes", Counts(run)),
            ("Levels", $"{run.Partitions.Count}, about {Shown.Span(TimeSpan.FromMilliseconds(run.EstimatedMs))}"),
            ("Result", run.Stats is { } stats ? $"{stats.Successful} of {Shown.Plural(stats.Total, "node")} succeeded, {stats.Failed} failed, {stats.PartitionsExecuted} levels executed" : null),
            ("Policy", run.EnableDistributed ? run.Policy : $"{run.Policy}, one node at a time"),
            ("Run again", run.Run == 0 ? null : Shown.Plural(run.Run, "time")),
            ("Submitted", Shown.Time(run.SubmittedAt)),
            ("Ended", run.EndedAt is null ? null : $"{Shown.Time(run.EndedAt)}, after {Shown.Span(TimeSpan.FromMilliseconds(run.TotalExecutionTimeMs))}")]);
        console.Heading("Nodes");
        var table = Tables.Create("#Level", "Node", "Type", "State", "#Attempts", "#Took", "Task", "Error");
        foreach (var node in run.Nodes.OrderBy(n => n.Level))
        {
            var took = node is { StartedAt: { } started, EndedAt: { } ended } ? Shown.Span(ended - started) : "";
            table.Add($"{node.Level}", node.NodeId, node.Type, State(node), node.Attempts == 0 ? "" : $"{node.Attempts}", took, node.TaskId,
                node.CompensationError is null ? Error(node) : $"{Error(node)} Not undone: {node.CompensationError}".TrimStart());
        }

        console.Answers.Write(table);
        foreach (var warning in run.Warnings)
            console.Remark($"warning: {warning}");
        foreach (var result in withResults ? run.Results.Values.Where(r => r.Data is not null) : [])
        {
            console.Heading(result.NodeId);
            console.Json(result.Data!.Value);
        }
    }

    public static void WriteList(CliConsole console, IReadOnlyList<WorkflowSummary> runs, bool more)
    {
        if (runs.Count == 0)
        {
            console.Remark("There are no such runs.");
            return;
        }

        var table = Tables.Create("Run", "Of", "Workflow", "State", "Client", "Nodes", "Submitted", "Reason");
        foreach (var run in runs)
            table.Add(run.ExecutionId, run.ParentExecutionId, run.WorkflowId, run.State, run.Client, Counts(run), Shown.Time(run.SubmittedAt), run.Reason);
        console.Answers.Write(table);
        if (more)
            console.Remark($"The newest {runs.Count}; there are more: --all, or --limit N.");
    }

    private static string? Error(WorkflowNodeStatus node) => node.ErrorType is null ? node.Error : $"{node.ErrorType}: {node.Error}";

    internal static string State(WorkflowNodeStatus node) =>
        node.Cached ? $"{node.State} (cached)" : node.PausedInside is { } run ? $"{node.State} (paused inside: {run})"
        : node.WaitsFor is { } equal ? $"{node.State} (waits for its equal: {equal})" : node.State;

    private static string Counts(WorkflowSummary run) => string.Join(", ", run.Counts.Select(c => $"{c.Value} {c.Key}"));
}
