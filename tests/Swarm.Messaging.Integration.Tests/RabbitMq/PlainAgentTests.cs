using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Agents' commands and reports as anybody may write them to the queues.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class PlainAgentTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly string prefix = $"t{Guid.NewGuid():N}";
    private SpineHost host = null!;
    private PlainClient client = null!;

    public async Task InitializeAsync()
    {
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix, rabbit.Server.Address());
        client = await PlainClient.ConnectAsync(rabbit.Server.Address());
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task The_queue_of_an_agent_is_there_before_its_first_task()
    {
        var registered = await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"plain-1","kinds":[{"kind":"text"}]}""");
        var queue = registered.GetProperty("queue").GetString()!;
        queue.ShouldBe($"{prefix}.swarm.agent.plain-1");

        // It has work before anybody consumes.
        (await host.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "any" })).Accepted.ShouldNotBeNull();
        await host.WaitForAsync("t", TaskStates.Placed);
        var work = await TakeAsync(queue);

        var task = work.GetProperty("message").GetProperty("tasks")[0];
        task.GetProperty("taskId").GetString().ShouldBe("t");
        await ReportAsync($$"""{"targetId":"plain-1","reports":[{"taskId":"t","leaseToken":"{{task.GetProperty("leaseToken").GetString()}}","kind":"succeeded","result":{"ok":true} }]}""");
        (await host.WaitForAsync("t", TaskStates.Completed)).Result!.Value.GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Reports_that_cannot_be_read_are_set_aside_and_those_beside_them_count()
    {
        var queue = (await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"plain-1","kinds":[{"kind":"text"}]}""")).GetProperty("queue").GetString()!;
        await host.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "any" });
        var token = (await TakeAsync(queue)).GetProperty("message").GetProperty("tasks")[0].GetProperty("leaseToken").GetString();
        await ReportAsync("{ broken");
        await ReportAsync(new string('[', 10_000));
        await ReportAsync($$"""{"targetId":"plain-1","reports":[{"taskId":7},"x",{"taskId":"t","leaseToken":"{{token}}","kind":"failed","error":{"type":"bad","message":"m","retryable":false} }]}""");

        (await host.WaitForAsync("t", TaskStates.DeadLettered)).Attempts[0].ErrorType.ShouldBe("bad");
        await Eventually.HoldsAsync(
            async () => (await host.Get<IRejectedInputs>().ListAsync(null, 10, default)).Inputs.Count == 4, "the others are among the rejected");
    }

    [Fact]
    public async Task A_report_that_names_nobody_is_answered_to_whoever_wants_to_know()
    {
        var queue = (await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"plain-1","kinds":[{"kind":"text"}]}""")).GetProperty("queue").GetString()!;
        await host.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "any" });
        var token = (await TakeAsync(queue)).GetProperty("message").GetProperty("tasks")[0].GetProperty("leaseToken").GetString();

        var refused = await client.AskAsync(Named(SwarmNames.TaskReports), $$"""{"reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded"}]}""");

        (refused.GetProperty("code").GetString(), refused.GetProperty("taskId").GetString()).ShouldBe(("invalid", "t"));
        refused.GetProperty("violations").EnumerateArray().ShouldHaveSingleItem().GetProperty("field").GetString().ShouldBe("targetId");
        (await host.Queries.LoadAsync("t", CancellationToken.None))!.CurrentState.ShouldBe(TaskStates.Placed);
        await ReportAsync($$"""{"targetId":"plain-1","reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded"}]}""");
        await host.WaitForAsync("t", TaskStates.Completed);
    }

    [Fact]
    public async Task The_end_of_an_execution_that_is_over_is_answered_to_whoever_wants_to_know()
    {
        var queue = (await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"plain-1","kinds":[{"kind":"text"}]}""")).GetProperty("queue").GetString()!;
        await host.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "any" });
        var token = (await TakeAsync(queue)).GetProperty("message").GetProperty("tasks")[0].GetProperty("leaseToken").GetString();
        await client.AskAsync(Named(SwarmNames.CancelTask), """{"taskId":"t","reason":"not needed"}""");

        foreach (var _ in new[] { 1, 2 })
        {
            var refused = await client.AskAsync(Named(SwarmNames.TaskReports), $$"""{"targetId":"plain-1","reports":[{"taskId":"t","leaseToken":"{{token}}","kind":"succeeded"}]}""");

            (refused.GetProperty("code").GetString(), refused.GetProperty("taskId").GetString()).ShouldBe(("stale_lease", "t"));
            refused.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("came too late");
            refused.GetProperty("violations").EnumerateArray().ShouldHaveSingleItem().GetProperty("field").GetString().ShouldBe("reports[0]");
        }
    }

    [Fact]
    public async Task A_bad_command_is_answered_with_field_value_and_rule()
    {
        var refused = await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"a","maxCapacity":"many","tags":["wasm"]}""");

        refused.GetProperty("code").GetString().ShouldBe("invalid");
        refused.GetProperty("violations").EnumerateArray().Select(v => (v.GetProperty("field").GetString(), v.GetProperty("value").GetString()))
            .ShouldBe([("maxCapacity", "\"many\"")], "what is of a wrong type is told first");
        (await client.AskAsync(Named(SwarmNames.RegisterAgent), """{"agentId":"a","tags":["wasm"]}""")).GetProperty("violations")[0].GetProperty("field").GetString().ShouldBe("tags[0]");
        (await client.AskAsync(Named(SwarmNames.AgentHeartbeat), "nothing")).GetProperty("code").GetString().ShouldBe("malformed");
        (await client.AskAsync(Named(SwarmNames.AgentHeartbeat), """{"agentId":"a"}""")).GetProperty("known").GetBoolean().ShouldBeFalse();
    }

    private string Named(string name) => SwarmNames.In(prefix, name);

    private Task ReportAsync(string json) => client.Channel.BasicPublishAsync(
        "", Named(SwarmNames.TaskReports), mandatory: true, new BasicProperties { ContentType = "application/json" }, Encoding.UTF8.GetBytes(json)).AsTask();

    private async Task<JsonElement> TakeAsync(string queue)
    {
        var taken = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(client.Channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            taken.TrySetResult(JsonElement.Parse(e.Body.Span));
            return Task.CompletedTask;
        };
        await client.Channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return await taken.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
