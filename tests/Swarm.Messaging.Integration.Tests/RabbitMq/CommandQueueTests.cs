using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Plain JSON on the command queues, as any language sends it.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class CommandQueueTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Echo = """{ "taskId": "a", "client": "acme", "kind": "basic", "operation": "echo", "payload": { "n": 1 }, "notifyEnd": true }""";

    private SpineHost host = null!;
    private PlainClient client = null!;

    private BusNames Names => host.Get<BusNames>();

    public async Task InitializeAsync()
    {
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, $"t{Guid.NewGuid():N}", rabbit.Server.Address());
        client = await PlainClient.ConnectAsync(rabbit.Server.Address());
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_submission_is_answered_with_its_acceptance_and_then_with_its_end()
    {
        var id = await client.SendAsync(Names.SubmitTask, System.Text.Encoding.UTF8.GetBytes(Echo));

        var answers = new[] { await client.NextAsync(id), await client.NextAsync(id) };

        // Two messages on two ways: the end of a short task may overtake its acceptance.
        var accepted = answers.Single(a => a.TryGetProperty("sequence", out _));
        accepted.GetProperty("taskId").GetString().ShouldBe("a");
        var ended = answers.Single(a => a.TryGetProperty("result", out _));
        ended.GetProperty("state").GetString().ShouldBe(TaskStates.Completed);
        ended.GetProperty("result").GetProperty("n").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Single_events_are_plain_json_under_their_name_and_client()
    {
        var completed = await client.ListenAsync(Names.Events, "task.completed.acme");
        var all = await client.ListenAsync(Names.Events, "task.#");
        var many = await client.ListenAsync(Names.TaskEvents, "");

        await client.AskAsync(Names.SubmitTask, Echo);

        var (key, body) = await completed.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        key.ShouldBe("task.completed.acme");
        body.GetProperty("event").GetString().ShouldBe("task.completed");
        body.GetProperty("taskId").GetString().ShouldBe("a");
        // Each step leaves by itself: the start of a short task may overtake its acceptance.
        var keys = new List<string>();
        while (keys.Count < 4)
            keys.Add((await all.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Key);
        keys.ShouldBe(["task.accepted.acme", "task.placed.acme", "task.started.acme", "task.completed.acme"], ignoreOrder: true);
        var events = new List<string?>();
        while (events.Count < 4)
        {
            var (_, envelope) = await many.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            events.AddRange(envelope.GetProperty("message").GetProperty("events").EnumerateArray().Select(e => e.GetProperty("event").GetString()));
        }

        events.ShouldBe(["task.accepted", "task.placed", "task.started", "task.completed"], ignoreOrder: true);
    }

    [Fact]
    public async Task Many_in_one_message_are_each_judged_by_themselves()
    {
        var answer = await client.AskAsync(Names.SubmitTasks, """
            { "tasks": [ { "taskId": "m1", "kind": "basic", "operation": "noop" }, { "taskId": "m2", "kind": "basic", "operation": "nope" }, 7,
                         { "taskId": "m3", "kind": "basic", "operation": "noop" } ] }
            """);

        var results = answer.GetProperty("results").EnumerateArray().ToList();
        results.Select(r => r.TryGetProperty("accepted", out _)).ShouldBe([true, false, false, true]);
        results[1].GetProperty("rejected").GetProperty("code").GetString().ShouldBe("unknown_operation");
        await host.WaitForAsync("m1", TaskStates.Completed);
        await host.WaitForAsync("m3", TaskStates.Completed);
    }

    [Fact]
    public async Task A_running_task_is_cancelled_and_read()
    {
        await client.AskAsync(Names.SubmitTask, """{ "taskId": "s", "kind": "basic", "operation": "sleep", "payload": { "ms": 600000 } }""");
        await host.WaitForAsync("s", TaskStates.Running);

        var done = await client.AskAsync(Names.CancelTask, """{ "taskId": "s", "reason": "enough" }""");
        var task = await client.AskAsync(Names.GetTask, """{ "taskId": "s", "includePayload": true }""");
        var absent = await client.AskAsync(Names.GetTask, """{ "taskId": "nobody" }""");

        done.GetProperty("state").GetString().ShouldBe(TaskStates.Cancelled);
        task.GetProperty("reason").GetString().ShouldBe("enough");
        task.GetProperty("payload").GetProperty("ms").GetInt32().ShouldBe(600_000);
        absent.GetProperty("code").GetString().ShouldBe("not_found");
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_and_the_status_tells_of_both_areas()
    {
        await client.AskAsync(Names.SubmitTask, """{ "taskId": "f", "kind": "basic", "operation": "fail", "payload": { "retryable": false } }""");
        await host.WaitForAsync("f", TaskStates.DeadLettered);

        var done = await client.AskAsync(Names.ReplayTask, """{ "taskId": "f" }""");
        var status = await client.AskAsync(Names.GetStatus, "{}");

        done.GetProperty("command").GetString().ShouldBe(nameof(ReplayTask));
        status.GetProperty("areas").EnumerateObject().Select(a => a.Name).ShouldContain("tasks");
    }

    [Fact]
    public async Task The_same_message_twice_is_one_task()
    {
        var message = System.Text.Encoding.UTF8.GetBytes("""{ "kind": "basic", "operation": "noop", "idempotencyKey": "k" }""");

        var first = await client.AskAsync(Names.SubmitTask, message, p => p.MessageId = "one");
        var second = await client.AskAsync(Names.SubmitTask, message, p => p.MessageId = "one");

        second.GetProperty("taskId").GetString().ShouldBe(first.GetProperty("taskId").GetString());
        second.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_direct_reply_to_gets_its_answer()
    {
        var answered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(client.Channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            answered.TrySetResult(System.Text.Encoding.UTF8.GetString(e.Body.Span));
            return Task.CompletedTask;
        };
        await client.Channel.BasicConsumeAsync("amq.rabbitmq.reply-to", autoAck: true, consumer);

        await client.SendAsync(Names.GetTask, """{ "taskId": "nobody" }"""u8.ToArray(), p => p.ReplyTo = "amq.rabbitmq.reply-to");

        (await answered.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldContain("not_found");
    }
}
