using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The docs name errors by their codes (<c>bad_configuration</c>, <c>not_undone</c>), and a run's view had their texts alone.</summary>
[Collection(CliCollection.Name)]
public sealed class TheCodeOfAnErrorOfANodeWasNowhereTests(CliHost cli)
{
    [Fact]
    public async Task It_stands_beside_each_text()
    {
        var file = cli.Write("codes.json", """
            { "workflowId": "codes", "executionId": "codes-1", "policy": "continue", "nodes": [
                { "id": "good", "type": "data_transformation", "configuration": { "expression": "input" } },
                { "id": "bad", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1, "requires": { "$from": "input" } } } ],
              "input": { "no": "list" } }
            """u8);

        (await cli.RunAsync("workflow", "run", file)).ShouldEnd(ExitCodes.Failed).Out.ShouldContain("bad_configuration: ");

        var run = (await cli.RunAsync("workflow", "codes-1", "--results", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        run.GetProperty("errors")[0].GetProperty("errorType").GetString().ShouldBe("bad_configuration");
        run.GetProperty("results").GetProperty("bad").GetProperty("errorType").GetString().ShouldBe("bad_configuration");
        run.GetProperty("nodes").EnumerateArray().Select(n => n.TryGetProperty("errorType", out var type) ? type.GetString() : null).ShouldBe([null, "bad_configuration"]);
    }
}
