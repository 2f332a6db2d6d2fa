using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A key without an id was bound to nothing, so that the same key with an id was another task, and ran again.</summary>
public sealed class AKeyWithAnIdAndAKeyAloneWereTwoTasksTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(null, "kk2")]
    [InlineData("kk2", null)]
    [InlineData("kk1", "kk2")]
    public async Task A_key_is_one_CRM_task_whichever_way_it_is_sent(string? first, string? second)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);

        var one = await SubmitAsync(world, nameof(SubmitCrmTask), new { id = first, idempotencyKey = "kk", clientId = "acme", operation = "conversation_send", input = new { n = 1 } });
        var two = await SubmitAsync(world, nameof(SubmitCrmTask), new { id = second, idempotencyKey = "kk", clientId = "acme", operation = "conversation_send", input = new { n = 1 } });
        var other = await SubmitAsync(world, nameof(SubmitCrmTask), new { idempotencyKey = "kk", clientId = "birch", operation = "conversation_send", input = new { n = 1 } });

        one.Duplicate.ShouldBeFalse();
        (two.Duplicate, two.TaskId, two.RequestedTaskId).ShouldBe((true, one.TaskId, second));
        other.Duplicate.ShouldBeFalse("another client's key is another key");
    }

    [Theory]
    [InlineData(null, "kk2")]
    [InlineData("kk2", null)]
    public async Task A_key_is_one_task_of_any_kind(string? first, string? second)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);

        var one = await SubmitAsync(world, nameof(SubmitTask), new { taskId = first, idempotencyKey = "kk", client = "acme", kind = "ghl", operation = "conversation_send", payload = new { n = 1 } });
        var two = await SubmitAsync(world, nameof(SubmitTask), new { taskId = second, idempotencyKey = "kk", client = "acme", kind = "ghl", operation = "conversation_send", payload = new { n = 1 } });

        (two.Duplicate, two.TaskId, two.RequestedTaskId).ShouldBe((true, one.TaskId, second));
    }

    private static async Task<SubmissionAccepted> SubmitAsync(CrmWorld world, string command, object message)
    {
        var answer = await world.TellAsync(command, message);
        return answer.ShouldBeOfType<SubmissionAccepted>((answer as CommandRejected)?.Message);
    }
}
