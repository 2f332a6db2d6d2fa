using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Fields that commands about runs do not have were passed over: <c>{"from":"a"}</c> ran again whatever had failed.</summary>
public sealed class AMisnamedNodeReranSomethingElseTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(nameof(RerunFrom), """ "from": "a" """, "nodeId")]
    [InlineData(nameof(RerunFrom), """ "nodeID": "a" """, "nodeId")]
    [InlineData(nameof(CancelWorkflow), """ "why": "a" """, "reason")]
    [InlineData(nameof(PauseWorkflow), """ "resaon": "a" """, "reason")]
    [InlineData(nameof(ResumeWorkflow), """ "resaon": "a" """, "reason")]
    [InlineData(nameof(CallWorkflow), """ "nodeId": "a", "body": 1 """, "payload")]
    [InlineData(nameof(GetWorkflow), """ "results": true """, "includeResults")]
    public async Task It_is_refused_with_the_right_name_and_nothing_is_done(string command, string field, string right)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse("""
            { "workflowId": "two", "nodes": [ { "id": "a", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } } ] }
            """));

        var answer = await host.Spine.Services.GetRequiredService<CommandIntake>().HandleAsync(
            command, Encoding.UTF8.GetBytes($$"""{ "executionId": "{{run.ExecutionId}}", {{field}} }"""), new CommandOrigin("test"), CancellationToken.None);

        var refused = answer.ShouldBeOfType<CommandRejected>();
        refused.Code.ShouldBe("unknown_field");
        refused.Message.ShouldContain(right);
        (await host.EndAsync(run.ExecutionId)).Version.ShouldBe(run.Version);
    }
}
