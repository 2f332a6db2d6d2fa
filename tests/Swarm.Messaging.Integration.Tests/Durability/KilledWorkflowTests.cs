using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>kill -9 of the host's process again and again while one workflow of 200 nodes runs.</summary>
public sealed class KilledWorkflowTests(ITestOutputHelper output)
{
    private const int Lanes = 6;
    private const int Length = 33;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly JsonElement Work = JsonElement.Parse("""{ "kind": "test", "operation": "work" }""");

    [Fact]
    public async Task It_completes_and_no_recorded_success_runs_again()
    {
        await using var installation = await Installation.StartAsync(Counts.Leases);
        var workflow = Workflow();
        (await installation.Client.SubmitWorkflowAsync(workflow)).Rejected.ShouldBeNull();

        await new RandomMoments(output).StrikeAsync(installation, workflow.Nodes!.Count, Counts.WorkflowKills, installation.KillAndRestartAsync);
        var run = await EndAsync(installation, workflow.ExecutionId!);

        (run.State, run.Success).ShouldBe((WorkflowStates.Completed, true), run.Reason);
        run.Nodes.ShouldAllBe(n => n.State == WorkflowNodeStates.Succeeded);
        var executions = installation.Journal.Read();
        executions.Select(e => e.LeaseToken).ShouldBeUnique("one lease is one execution");
        foreach (var node in run.Nodes)
        {
            var task = (await installation.Client.GetAsync(node.TaskId!)).ShouldNotBeNull();
            var lost = task.Timeline.Count(t => t.Event == "Lost");
            var mine = executions.Where(e => e.TaskId == node.TaskId).ToList();
            mine.Count.ShouldBeInRange(1, 1 + lost, $"executions of {node.NodeId}");
            mine.Count(e => !installation.Killed.Contains(e.ProcessId)).ShouldBeLessThanOrEqualTo(1, $"{node.NodeId} again in a host that lives");
        }

        output.WriteLine($"{run.Nodes.Count} nodes, {installation.Killed.Count} kills, {executions.Count - run.Nodes.Count} executed again");
    }

    /// <summary>One node, lanes of nodes side by side, one node.</summary>
    private static SubmitWorkflow Workflow()
    {
        string Name(int lane, int place) => string.Create(CultureInfo.InvariantCulture, $"n{lane}-{place}");
        string[] ids = ["first", .. from lane in Enumerable.Range(0, Lanes) from place in Enumerable.Range(0, Length) select Name(lane, place), "last"];
        var edges = from lane in Enumerable.Range(0, Lanes)
                    from place in Enumerable.Range(0, Length + 1)
                    select new WorkflowEdge { Source = place == 0 ? "first" : Name(lane, place - 1), Target = place == Length ? "last" : Name(lane, place) };
        return new SubmitWorkflow
        {
            WorkflowId = "killed",
            ExecutionId = "killed",
            Nodes = [.. ids.Select(id => new WorkflowNode { Id = id, Type = "task", Configuration = Work, Inputs = new Dictionary<string, string>() })],
            Edges = [.. edges],
            TimeoutMs = (long)TimeSpan.FromHours(1).TotalMilliseconds,
        };
    }

    private static async Task<WorkflowDetails> EndAsync(Installation installation, string id)
    {
        WorkflowDetails? run = null;
        await Eventually.HoldsAsync(
            async () => (run = await installation.Client.GetWorkflowAsync(id)) is { } known && WorkflowStates.IsEnd(known.State), "the run ends", Patience);
        return run!;
    }
}
