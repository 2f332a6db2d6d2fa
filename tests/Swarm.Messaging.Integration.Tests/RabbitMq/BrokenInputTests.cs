using System.Text;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Whatever is written to a command queue is answered, kept for people to see, and leaves the queue usable.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class BrokenInputTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Good = """{ "taskId": "good", "kind": "basic", "operation": "noop" }""";

    private SpineHost host = null!;
    private PlainClient client = null!;

    public static TheoryData<string, string> Broken => new()
    {
        { "broken UTF-8 outside", "malformed" },
        { "broken UTF-8 in a text", "malformed" },
        { "broken UTF-8 in the payload", "malformed" },
        { "half a surrogate pair", "malformed" },
        { "half a surrogate pair in an envelope's address", "malformed" },
        { "10,000 levels", "malformed" },
        { "empty", "malformed" },
        { "an array", "malformed" },
        { "a number", "malformed" },
        { "not JSON", "malformed" },
        { "9 MiB", "too_large" },
        { "2 MiB payload", "too_large" },
        { "wrong types", "invalid" },
        { "rank 101", "invalid" },
        { "unknown operation", "unknown_operation" },
        { "reserved id", "reserved_id" },
        { "no operation", "invalid" },
    };

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

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task It_is_rejected_with_the_reason_and_kept(string what, string code)
    {
        var body = Body(what);

        var answer = await client.AskAsync(Names.SubmitTask, body);

        answer.GetProperty("code").GetString().ShouldBe(code, answer.ToString());
        answer.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        var kept = (await host.Get<IRejectedInputs>().ListAsync(null, 10, CancellationToken.None)).Inputs.ShouldHaveSingleItem();
        kept.Code.ShouldBe(code);
        kept.BodyBytes.ShouldBe(body.Length);
        kept.Source.ShouldBe($"queue:{Names.SubmitTask}");
        await QueueIsUsableAsync();
    }

    [Theory]
    [InlineData("text/html; charset=\"")]
    [InlineData("application/x-protobuf")]
    [InlineData("")]
    public async Task A_content_type_decides_nothing(string contentType)
    {
        var answer = await client.AskAsync(Names.SubmitTask, Encoding.UTF8.GetBytes(Good), p => p.ContentType = contentType);

        answer.GetProperty("taskId").GetString().ShouldBe("good");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-such-queue")]
    [InlineData("amq.rabbitmq.reply-to.g1h2AAAA.nonsense")]
    public async Task An_answer_that_reaches_nobody_harms_nobody(string replyTo)
    {
        await client.SendAsync(Names.SubmitTask, "{"u8.ToArray(), p => p.ReplyTo = replyTo);
        await client.SendAsync(Names.SubmitTask, Encoding.UTF8.GetBytes(Good), p => p.ReplyTo = replyTo);

        await host.WaitForAsync("good", TaskStates.Completed);
        await KeptAsync(1);
        await QueueIsUsableAsync();
    }

    [Theory]
    [InlineData("rabbitmq://localhost/no-such-exchange")]
    [InlineData("rabbitmq://localhost/amq.nothing")]
    [InlineData("nonsense")]
    [InlineData("queue:")]
    public async Task An_envelope_with_a_wrong_response_address_does_not_disturb_other_answers(string address)
    {
        var wrong = Encoding.UTF8.GetBytes($$"""{ "messageType": [], "responseAddress": "{{address}}", "message": { "taskId": "nobody" } }""");

        var asked = new List<Task>();
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync(Names.GetTask, wrong, p => p.ReplyTo = null);
            asked.Add(client.AskAsync(Names.GetTask, """{ "taskId": "nobody" }"""));
        }

        await Task.WhenAll(asked);
        await QueueIsUsableAsync();
    }

    [Fact]
    public async Task The_address_of_an_envelope_that_is_too_long_to_answer_is_left_out()
    {
        var body = $$"""{ "messageType": [], "responseAddress": "rabbitmq://localhost/{{new string('é', 200)}}", "message": {{Good}} }""";

        await client.SendAsync(Names.SubmitTask, Encoding.UTF8.GetBytes(body), p => p.ReplyTo = null);

        await host.WaitForAsync("good", TaskStates.Completed);
        await QueueIsUsableAsync();
    }

    [Theory]
    [InlineData("CancelTask")]
    [InlineData("ReplayTask")]
    [InlineData("GetTask")]
    [InlineData("GetStatus")]
    [InlineData("SubmitTasks")]
    public async Task Every_queue_answers_rubbish(string command)
    {
        var queue = command switch
        {
            "CancelTask" => Names.CancelTask,
            "ReplayTask" => Names.ReplayTask,
            "GetTask" => Names.GetTask,
            "GetStatus" => Names.GetStatus,
            _ => Names.SubmitTasks,
        };

        foreach (var body in new[] { "", "{", "[]", """{ "taskId": 7, "tasks": "x", "area": {} }""", """{ "taskId": "\ud800" }""", """{ "tasks": [] , "area": "nope", "taskId": " " }""" })
        {
            var answer = await client.AskAsync(queue, body);
            answer.GetProperty("command").GetString().ShouldBe(command);
            answer.GetProperty("code").GetString().ShouldNotBeNull();
        }

        (await client.Channel.MessageCountAsync(queue)).ShouldBe(0u);
    }

    private static byte[] Body(string what) => what switch
    {
        "broken UTF-8 outside" => [0xC3, 0x28, .. "{}"u8],
        "broken UTF-8 in a text" => [.. """{ "kind": "basic", "operation": "noop", "client": " """u8, 0xFF, .. "\" }"u8],
        "broken UTF-8 in the payload" => [.. """{ "kind": "basic", "operation": "echo", "payload": " """u8, 0xED, 0xA0, 0x80, .. "\" }"u8],
        "half a surrogate pair" => """{ "kind": "basic", "operation": "echo", "payload": { "\udc00": 1 } }"""u8.ToArray(),
        "half a surrogate pair in an envelope's address" => """{ "messageType": ["x"], "messageId": "\ud800", "message": {} }"""u8.ToArray(),
        "10,000 levels" => Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000)),
        "empty" => [],
        "an array" => "[]"u8.ToArray(),
        "a number" => "7"u8.ToArray(),
        "not JSON" => "<task/>"u8.ToArray(),
        "9 MiB" => Payload(9 * 1024 * 1024),
        "2 MiB payload" => Payload(2 * 1024 * 1024),
        "wrong types" => """{ "taskId": 7, "kind": [], "operation": {}, "rank": "x", "labels": 1 }"""u8.ToArray(),
        "rank 101" => """{ "kind": "basic", "operation": "noop", "rank": 101 }"""u8.ToArray(),
        "unknown operation" => """{ "kind": "basic", "operation": "nope" }"""u8.ToArray(),
        "reserved id" => """{ "taskId": "leader", "kind": "basic", "operation": "noop" }"""u8.ToArray(),
        _ => """{ "kind": "basic" }"""u8.ToArray(),
    };

    private static byte[] Payload(int bytes) =>
        Encoding.UTF8.GetBytes($$"""{ "kind": "basic", "operation": "echo", "payload": "{{new string('x', bytes)}}" }""");

    private Task KeptAsync(long count) => Eventually.HoldsAsync(
        async () => await host.Get<IRejectedInputs>().CountAsync(CancellationToken.None) == count, $"{count} rejected inputs are kept");

    private async Task QueueIsUsableAsync()
    {
        var answer = await client.AskAsync(Names.SubmitTask, """{ "taskId": "after", "kind": "basic", "operation": "noop" }""");
        answer.GetProperty("taskId").GetString().ShouldBe("after");
        await host.WaitForAsync("after", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => await client.Channel.MessageCountAsync(Names.SubmitTask) == 0, "the queue is empty");
    }
}
