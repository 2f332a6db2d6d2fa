using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a node took of a node that does not exist was null, without a word; the graph of a workflow with unknown types was printed as checked.</summary>
public sealed class ANameThatNoNodeHasWasTakenTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(""" "inputs": { "a": "results.fetsh.body" } """, "nodes[1].inputs.a")]
    [InlineData(""" "inputs": { "a": "/results/fetsh/body" } """, "nodes[1].inputs.a")]
    [InlineData(""" "inputs": { "a": "{x: results.fetsh[0], y: input.z} | x" } """, "nodes[1].inputs.a")]
    [InlineData(""" "condition": "!(length(results.fetsh) > `1`)" """, "nodes[1].condition")]
    [InlineData(""" "compensation": { "type": "data_transformation", "configuration": { "expression": "@" }, "inputs": { "a": "results.fetsh" } } """, "nodes[1].compensation.inputs.a")]
    public async Task It_is_refused_with_its_field_and_the_nearest_name(string field, string path)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var refused = await host.RefuseAsync(Workflow(field));

        refused.Code.ShouldBe("missing_node");
        var violation = refused.Violations.ShouldHaveSingleItem();
        violation.Field.ShouldBe(path);
        violation.Rule.ShouldContain("fetsh");
        violation.Rule.ShouldContain("Did you mean fetch?");
    }

    [Theory]
    [InlineData(""" "inputs": { "a": "results.other" } """, 1)]
    [InlineData(""" "inputs": { "a": "results.fetch.other", "b": "input.results.other", "c": "results.fetch.items[?results.other]" } """, 0)]
    [InlineData(""" "compensation": { "type": "data_transformation", "configuration": { "expression": "@" }, "inputs": { "a": "results.use" } } """, 0)]
    public async Task One_from_which_no_edge_leads_is_a_warning(string field, int warnings)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var accepted = await host.SubmitAsync(Workflow(field));

        accepted.Warnings.Count.ShouldBe(warnings);
        accepted.Warnings.ShouldAllBe(w => w.StartsWith("unseen_result: nodes[1].inputs.a ", StringComparison.Ordinal) && w.Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_graph_is_checked_as_its_help_says_and_a_file_may_be_marked_as_utf8()
    {
        using var folder = new TempFolder("graph");
        var file = folder.Combine("w.json");
        const string Node = """{ "workflowId": "w", "nodes": [ { "id": "a", "type": "TYPE" } ] }""";
        await File.WriteAllTextAsync(file, Node.Replace("TYPE", "htp_request", StringComparison.Ordinal));
        (await CliRun.OfAsync("workflow", "graph", file)).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("nodes[0].type (htp_request): One of agent, ");

        await File.WriteAllBytesAsync(file, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Node.Replace("TYPE", "webhook", StringComparison.Ordinal))]);
        (await CliRun.OfAsync("workflow", "graph", file)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("webhook");
    }

    private static SubmitWorkflow Workflow(string field) => WorkflowHost.Parse($$"""
        {
          "workflowId": "w",
          "nodes": [
            { "id": "fetch", "type": "data_transformation", "configuration": { "expression": "@" } },
            { "id": "use", "type": "data_transformation", "configuration": { "expression": "@" }, {{field}} },
            { "id": "other", "type": "data_transformation", "configuration": { "expression": "@" } } ],
          "edges": [ { "source": "fetch", "target": "use" } ]
        }
        """);
}
