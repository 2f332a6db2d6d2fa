using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Tests.Effects;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>What was sent and not answered is looked for when it has had its time. That was by the clock: set forward in between, it was looked for at once, not there yet, and sent again.</summary>
public sealed class AClockThatWasSetForwardMadeAnEffectCountAsSettledTests : IDisposable
{
    private readonly TempFolder folder = new("clock");
    private readonly UnevenTime time = new();
    private EffectJournal journal;

    public AClockThatWasSetForwardMadeAnEffectCountAsSettledTests() => journal = Open();

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_has_its_time_by_what_has_passed(bool dies)
    {
        await LeaveAsync(dies);
        time.Ahead = TimeSpan.FromHours(1);
        var looks = 0;

        var once = journal.OnceAsync(
            Effect() with
            {
                Attempt = 2,
                Verify = (_, _) =>
                {
                    looks++;
                    return Task.FromResult<EffectVerdict>(new EffectVerdict.NotDone());
                },
            },
            Perform, CancellationToken.None);

        looks.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(4));
        looks.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1));
        (await once).ShouldSucceed();
        looks.ShouldBe(1);
    }

    /// <summary>Sent, and no answer came: the attempt ends, or its agent dies and another process has the journal.</summary>
    private async Task LeaveAsync(bool dies)
    {
        if (!dies)
        {
            await Should.ThrowAsync<IOException>(() => journal.OnceAsync(
                Effect(),
                (attempt, _) =>
                {
                    attempt.Intend();
                    throw new IOException("cut");
                },
                CancellationToken.None));
            return;
        }

        _ = journal.OnceAsync(
            Effect(),
            (attempt, _) =>
            {
                attempt.Intend();
                return new TaskCompletionSource<AgentResult>().Task;
            },
            CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        journal.Dispose();
        journal = Open();
    }

    private static EffectRequest Effect() => new() { Key = new("acme", "k"), Operation = "send", Fingerprint = "f" };

    private static Task<AgentResult> Perform(EffectAttempt attempt, CancellationToken cancellation)
    {
        attempt.Intend();
        return Task.FromResult(AgentResult.Ok());
    }

    private EffectJournal Open() => new(new EffectJournalOptions { File = folder.Combine("effects.log") }, time);
}
