using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A message that may have been sent, for which no execution could look, was a dead letter as if it had failed: retries_exhausted. Whoever replayed it could send it twice.</summary>
public sealed class AnOperationThatNobodyCouldSeeEndedAsOneThatFailedTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("conversation_send", "not_verified", "needs_review")]
    [InlineData("calendar_booking", "no_answer", "needs_review")]
    [InlineData("conversation_send", "broken", "retries_exhausted")]
    [InlineData("custom_field_update", "not_verified", "retries_exhausted")]
    public async Task Somebody_is_to_look_whether_it_happened(string operation, string error, string reason)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure(error, "the page did not load"));

        await world.SubmitAsync("t", operation, constraints: new { maxRetries = 0 });

        var task = await world.WaitForAsync("t", TaskStates.DeadLettered);
        (task.Reason, task.Attempts.ShouldHaveSingleItem().ErrorType).ShouldBe((reason, error));
        await Eventually.HoldsAsync(() => world.Events.OfType<CrmTaskFailed>().Any(), "its failure is told");
        var told = world.Events.OfType<CrmTaskFailed>().ShouldHaveSingleItem().Error;
        told.ShouldContain("the page did not load");
        (told.StartsWith("needs_review: It may have happened", StringComparison.Ordinal)).ShouldBe(reason == "needs_review");
    }
}
