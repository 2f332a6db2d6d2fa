using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The graph of a workflow was printed as checked though a host refuses it: for what is wrong in a workflow inside, its size, or an expression that is none; and of a
/// run's id explain said that there is no such task.
/// </summary>
[Collection(CliCollection.Name)]
public sealed class AGraphThatTheHostRefusesWasPrintedTests(CliHost host) : IDisposable
{
    private const string A = """{ "id": "a", "type": "delay", "configuration": { "ms": 1 } }""";
    private const string B = """{ "id": "b", "type": "delay", "configuration": { "ms": 1 } }""";
    private readonly TempFolder folder = new("graph");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData($$"""{ "workflowId": "w", "nodes": [ {{A}}, {{B}} ], "edges": [ { "source": "a", "target": "b" }, { "source": "b", "target": "a" } ] }""", "nodes[0].configuration.edges")]
    [InlineData("""{ "workflowId": "w", "nodes": [ { "id": "x", "type": "htp_request" } ] }""", "nodes[0].configuration.nodes[0].type (htp_request): One of ")]
    [InlineData($$"""{ "nodes": [ {{A}} ] }""", "nodes[0].configuration.workflowId")]
    [InlineData($$"""{ "workflowId": "w", "nodes": [ {{A}}, {{B}} ], "edges": [ { "source": "a", "target": "b", "condition": "results.[" } ] }""", "nodes[0].configuration.edges[0].condition (results.[)")]
    public async Task What_is_wrong_inside_is_told(string inner, string said) =>
        (await GraphAsync($$"""{ "workflowId": "w", "nodes": [ { "id": "in", "type": "sub_workflow", "configuration": {{inner}} } ] }""")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain(said);

    [Fact]
    public async Task What_a_host_warns_of_is_a_remark()
    {
        var told = (await GraphAsync($$"""{ "workflowId": "w", "polcy": "continue", "nodes": [ {{A}}, { "id": "b", "type": "delay", "configuration": { "ms": 1 }, "conditon": "results.a" , "condition": "results.a" } ] }""")).ShouldEnd(ExitCodes.Ok);

        (told.Error.Contains("polcy"), told.Error.Contains("conditon"), told.Error.Contains("unseen_result: nodes[1].condition")).ShouldBe((true, true, true), told.Error);
        told.Out.ShouldNotContain("warning");
    }

    [Fact]
    public async Task An_edge_whose_condition_is_no_expression_is_told() =>
        (await GraphAsync($$"""{ "workflowId": "w", "nodes": [ {{A}}, {{B}} ], "edges": [ { "source": "a", "target": "b", "condition": "results.[" } ] }"""))
            .ShouldEnd(ExitCodes.Usage).Error.ShouldContain("edges[0].condition (results.[)");

    [Fact]
    public async Task More_nodes_than_a_host_takes_are_told()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 10_001).Select(n => A.Replace("\"a\"", $"\"n{n}\"", StringComparison.Ordinal)));

        (await GraphAsync($$"""{ "workflowId": "w", "nodes": [ {{nodes}} ] }""")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("nodes (10001 entries): 1 to 10000 nodes.");
    }

    [Fact]
    public async Task What_only_a_host_knows_is_left_to_it()
    {
        var graph = await GraphAsync("""
            { "workflowId": "w", "nodes": [
                { "id": "q", "type": "database_query", "configuration": { "database": "of-that-host", "sql": "select 1" } },
                { "id": "t", "type": "task", "configuration": { "kind": "of-that-host", "operation": "fly" } } ] }
            """);

        graph.ShouldEnd(ExitCodes.Ok).Out.ShouldContain("database_query");
    }

    [Fact]
    public async Task Explain_says_of_a_run_that_it_is_one()
    {
        var run = (await host.RunAsync("workflow", "run", await FileAsync($$"""{ "workflowId": "w", "nodes": [ {{A}} ] }"""), "--json")).Json;
        var id = run.GetProperty("executionId").GetString()!;

        (await host.RunAsync("explain", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"{id} is a run of a workflow and no task. See swarm workflow {id}");
        (await host.RunAsync("explain", "nobody-s-id")).ShouldEnd(ExitCodes.Rejected).Error.ShouldNotContain("run of a workflow");
    }

    [Fact]
    public async Task Task_and_cancel_say_of_a_run_that_it_is_one()
    {
        var run = (await host.RunAsync("workflow", "run", await FileAsync($$"""{ "workflowId": "w", "nodes": [ {{A}} ] }"""), "--json")).Json;
        var id = run.GetProperty("executionId").GetString()!;

        (await host.RunAsync("task", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"{id} is a run of a workflow and no task. See swarm workflow {id}");
        (await host.RunAsync("task", id, "--wait")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"{id} is a run of a workflow");
        (await host.RunAsync("cancel", id)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"swarm workflow cancel {id}");
        (await host.RunAsync("cancel", "nobody-s-id")).ShouldEnd(ExitCodes.Rejected).Error.ShouldNotContain("run of a workflow");
    }

    [Fact]
    public async Task Explain_takes_a_node_by_its_id_and_by_its_place()
    {
        var run = (await host.RunAsync("workflow", "run", await FileAsync("""
            { "workflowId": "w", "nodes": [
                { "id": "first", "type": "data_transformation", "configuration": { "expression": "`1`" } },
                { "id": "0", "type": "data_transformation", "configuration": { "expression": "`2`" } } ] }
            """), "--json")).Json;
        var id = run.GetProperty("executionId").GetString()!;

        foreach (var (node, task) in new[] { ("first", $"{id}~0"), ("0", $"{id}~0"), ("1", $"{id}~1") })
            Explained(await host.RunAsync("explain", $"{id}~{node}", "--json")).ShouldBe(task, node);
        // The id of a task is what it was; that a node is called so is said beside it.
        (await host.RunAsync("explain", $"{id}~0")).ShouldEnd(ExitCodes.Ok).Error.ShouldContain($"that of the node whose id is 0 is {id}~1");
        (await host.RunAsync("explain", $"{id}~other")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"{id} has no node other");
    }

    private static string? Explained(CliRun run) => run.ShouldEnd(ExitCodes.Ok).Json.GetProperty("task").GetProperty("taskId").GetString();

    private async Task<CliRun> GraphAsync(string workflow) => await CliRun.OfAsync("workflow", "graph", await FileAsync(workflow));

    private async Task<string> FileAsync(string workflow)
    {
        var file = folder.Combine($"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, workflow);
        return file;
    }
}
