using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Tests.Effects;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>The intents of a call for many are written down before it is made. When one could not be, the call was not made, and those before it were in doubt all the same: a person had to look.</summary>
public sealed class AFullDiskLeftDoubtOfWhatWasNeverSentTests : IDisposable
{
    private readonly TempFolder folder = new("full-disk");
    private readonly UnevenTime time = new();
    private readonly EffectJournal journal;

    public AFullDiskLeftDoubtOfWhatWasNeverSentTests() => journal = new(new EffectJournalOptions { File = folder.Combine("effects.log") }, time);

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task None_of_them_was_tried()
    {
        var performed = 0;
        // The first look is for when it was asked, one more for each intent.
        time.FailsAfter = 3;
        await Should.ThrowAsync<IOException>(() => DoAsync(attempt: 1));
        time.FailsAfter = 0;
        performed.ShouldBe(0);

        (await DoAsync(attempt: 2)).ShouldAllBe(end => end is AgentResult.Succeeded);

        performed.ShouldBe(1);

        Task<IReadOnlyList<AgentResult>> DoAsync(int attempt) => journal.OnceAsync(
            [Effect("a", attempt), Effect("b", attempt), Effect("c", attempt)],
            (left, _) =>
            {
                performed++;
                return Task.FromResult<IReadOnlyList<(AgentResult, bool)>>([.. left.Select(_ => (AgentResult.Ok(), false))]);
            },
            CancellationToken.None);
    }

    private static EffectRequest Effect(string key, int attempt) => new() { Key = new("acme", key), Operation = "send", Fingerprint = "f", Attempt = attempt };
}
