using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>kill -9 of the host's process while a batch collects and a failed task waits for its repetition; the agent lives on.</summary>
public sealed class KilledCrmTests
{
    /// <summary>Of the window and of the retry: so long that the kill comes first.</summary>
    private const string Wait = "00:00:10";

    private const int Members = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_pending_batch_and_a_waiting_retry_go_on()
    {
        await using var installation = await Installation.StartAsync([.. Counts.Leases, $"Distribution:BatchWindow={Wait}", $"Retry:Ghl:BaseDelay={Wait}"]);
        using var agent = Agent(installation);
        await agent.StartAsync();
        await SubmitAsync(installation, "again", "pipeline_update");
        await Eventually.HoldsAsync(async () => await StateAsync(installation, "again") == TaskStates.RetryScheduled, "its first execution has failed", Patience);
        for (var i = 0; i < Members; i++)
            await SubmitAsync(installation, $"member-{i}", "tag_add");
        var before = await PendingAsync(installation);
        before.GetProperty("status").GetString().ShouldBe("pending");
        var batch = before.GetProperty("batchId").GetString()!;
        (await StateAsync(installation, "again")).ShouldBe(TaskStates.RetryScheduled, "the kill comes before the retry");

        await installation.KillAndRestartAsync();

        foreach (var id in Enumerable.Range(0, Members).Select(i => $"member-{i}").Prepend("again"))
            await Eventually.HoldsAsync(async () => await StateAsync(installation, id) == TaskStates.Completed, $"{id} completes", Patience);
        (await installation.Client.GetAsync("again")).ShouldNotBeNull().Attempts.Select(a => a.Outcome).ShouldBe(["failed", "succeeded"]);
        await Eventually.HoldsAsync(async () => (await BatchAsync(installation, batch)).GetProperty("status").GetString() == "completed", "the batch completes", Patience);
        var after = await BatchAsync(installation, batch);
        (after.GetProperty("expectedCount").GetInt32(), after.GetProperty("successCount").GetInt32(), after.GetProperty("failureCount").GetInt32()).ShouldBe((Members, Members, 0));
        await agent.StopAsync();
    }

    /// <summary>Fails <c>again</c> once.</summary>
    private static IHost Agent(Installation installation)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token, o.Heartbeat) = ("agent_001", installation.Address, Installation.Token, TimeSpan.FromSeconds(1));
            o.Handle("ghl", "*", (task, _) => Task.FromResult(task is { TaskId: "again", Attempt: 1 } ? AgentResult.Fail("crm_unavailable", "503") : AgentResult.Ok()));
        });
        return builder.Build();
    }

    private static async Task SubmitAsync(Installation installation, string id, string operation) =>
        (await installation.Api.PostAsync("/api/crm/tasks", JsonSerializer.Serialize(new { id, operation, clientId = "acme" })))["taskId"].ShouldBe(id);

    private static async Task<string?> StateAsync(Installation installation, string id) => (await installation.Client.GetAsync(id))?.State;

    private static async Task<JsonElement> BatchAsync(Installation installation, string id) => (await installation.Api.GetAsync($"/api/batches/{id}")).Json;

    private static async Task<JsonElement> PendingAsync(Installation installation) =>
        (await installation.Api.GetAsync("/api/batches")).Json.GetProperty("batches").EnumerateArray().ShouldHaveSingleItem();
}
