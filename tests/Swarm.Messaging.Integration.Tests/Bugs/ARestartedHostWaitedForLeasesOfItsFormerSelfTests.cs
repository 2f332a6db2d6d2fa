using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Durability;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// What a host with a Redis of its own had on its slots when it was killed waited, after its restart, until the leases of a process were over that it knew to be gone: it holds the
/// lock of the data folder, which nobody has beside it.
/// </summary>
public sealed class ARestartedHostWaitedForLeasesOfItsFormerSelfTests
{
    [Fact]
    public async Task What_it_had_begun_is_tried_again_at_once()
    {
        // A lease that is over only after all tests.
        await using var installation = await Installation.StartAsync("Placement:Lease=01:00:00", "Placement:TargetTtl=03:00:00", "Agents:OfflineAfter=02:00:00");
        await installation.Client.SubmitAsync(new SubmitTask
        {
            TaskId = "long", Kind = "basic", Operation = "sleep", Payload = JsonElement.Parse("""{"ms":3600000}"""), TimeoutMs = 7_200_000, Retry = new RetrySettings { MaxAttempts = 3 },
        });
        await RunsAsync(installation, 1);

        for (var kill = 1; kill <= 2; kill++)
        {
            await installation.KillAndRestartAsync();
            await RunsAsync(installation, kill + 1);
        }
    }

    private static async Task RunsAsync(Installation installation, int attempt) => await Eventually.HoldsAsync(
        async () => (await installation.Api.GetAsync("api/tasks/long")).Json is var task && task.GetProperty("state").GetString() == TaskStates.Running && task.GetProperty("attempt").GetInt32() == attempt,
        $"its execution {attempt} runs", TimeSpan.FromMinutes(2));
}
