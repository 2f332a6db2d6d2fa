using System.Text.Json.Nodes;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>An effect whose answer did not come in time was looked for a moment later, not seen, because the service was at it still, and done again: the time that it has counted from its begin and was over.</summary>
public sealed class AMessageWasSentTwiceWhenTheServiceWasSlowTests : IDisposable
{
    private readonly TempFolder folder = new("slow");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 8)]
    public async Task It_is_looked_for_as_long_again_as_its_answer_was_waited_for(bool isBrowser, int seconds)
    {
        var patience = TimeSpan.FromSeconds(seconds);
        await using var world = await CrmWorld.StartAsync(
            isBrowser, o => (o.Operations, o.CallTimeout, o.StepTimeout, o.MaxScreenshots) = (Impatient(), patience, patience, 0), s => s.Faults.DelayBefore = patience * 1.5);
        var id = world.NewContact();

        // A look right after it may find it by then.
        if (await world.RunAsync("conversation_send", new { contactId = id, body = "hello" }, key: "k") is AgentResult.Failed failed)
            failed.ShouldFail("no_answer").Retryable.ShouldBeTrue();
        (await world.RunAsync("conversation_send", new { contactId = id, body = "hello" }, key: "k", attempt: 2)).ShouldSucceed();

        world.Count("messages").ShouldBe(1);
    }

    /// <summary>The shipped descriptions, with which what was sent has no time of its own.</summary>
    private string Impatient()
    {
        foreach (var way in new[] { "browser", "rest" })
        {
            var target = Directory.CreateDirectory(folder.Combine(way)).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(CrmWorld.ShippedOperations, way), "*.json"))
            {
                var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
                if (Path.GetFileName(file) == "conversation_send.json")
                    json["settleMs"] = 0;
                File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), json.ToJsonString());
            }
        }

        return folder.Path;
    }
}
