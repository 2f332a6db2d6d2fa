using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Checks took null for not given, executors for a value: five attempts, five crashed workers, and the nodes beside it with them.</summary>
public sealed class AFieldThatWasNullCrashedAWorkerTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_as_if_it_were_not_there()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(WorkflowHost.Parse(
            """{"workflowId":"w","input":7,"nodes":[{"id":"a","type":"data_transformation","configuration":{"expression":null,"fields":{"x":"input"}}}]}"""));

        (run.State, run.Nodes.Single().Attempts).ShouldBe((WorkflowStates.Completed, 1), string.Join("; ", run.Errors.Select(e => e.Error)));
        run.Results["a"].Data!.Value.GetRawText().ShouldBe("""{"x":7}""");
    }

    [Fact]
    public async Task A_source_that_no_edge_leads_from_is_refused()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var refused = await host.RefuseAsync(WorkflowHost.Parse(
            """
            {"workflowId":"w","nodes":[{"id":"a","type":"data_transformation","configuration":{"expression":"input"}},
              {"id":"one","type":"aggregate","configuration":{"how":"merge","sources":["a","typo"]}}],"edges":[{"source":"a","target":"one"}]}
            """));

        refused.Violations.Single().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe("nodes[1].configuration.sources"), v => v.Value.ShouldBe("\"typo\""), v => v.Rule.ShouldEndWith("a."));
    }
}
