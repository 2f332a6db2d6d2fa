using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A <c>trigger</c> that was to come from the run was passed over, and the node refused because it had no <c>url</c>.</summary>
public sealed class ATriggerThatTheRunWasToChooseWasToldOfItsUrlTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("")]
    [InlineData(""", "url": "http://example.com/", "headers": {}, "body": 1""")]
    public async Task It_is_told_that_it_must_be_a_literal(string more)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var violation = (await host.RefuseAsync(WorkflowHost.Parse($$$"""
            { "workflowId": "w", "input": { "t": true }, "nodes": [ { "id": "a", "type": "webhook", "configuration": { "trigger": { "$from": "input.t" }{{{more}}} } } ] }
            """))).Violations.ShouldHaveSingleItem();

        violation.Field.ShouldBe("nodes[0].configuration.trigger");
        violation.Rule.ShouldStartWith("A literal true");
    }
}
