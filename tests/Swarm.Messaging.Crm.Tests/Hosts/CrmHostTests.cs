using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests.Hosts;

/// <summary>The whole way: a task of kind ghl at an embedded host, an agent over HTTP, the CRM.</summary>
public sealed class CrmHostTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("crm-host");
    private SwarmHost host = null!;
    private Api api = null!;
    private CrmApp crm = null!;

    public async Task InitializeAsync()
    {
        crm = await CrmApp.StartAsync(new CrmSettings { Data = folder.Combine("crm") });
        await StartHostAsync();
    }

    public async Task DisposeAsync()
    {
        api?.Dispose();
        if (host is not null)
            await host.DisposeAsync();
        await crm.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_goes_through_an_agent_to_the_CRM_and_its_result_comes_back(bool isBrowser)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var options = new CrmAgentOptions
        {
            Operations = CrmWorld.ShippedOperations, BaseAddress = crm.Address, Credentials = crm.CredentialsFile, Data = folder.Combine("agent"), StepTimeout = TimeSpan.FromSeconds(20),
        };
        void Connect(Client.Agents.SwarmAgentOptions o) => (o.AgentId, o.Address, o.Token) = ("crm-1", host.Address, host.Token);
        if (isBrowser)
            builder.Services.AddCrmBrowserAgent(options, Connect);
        else
            builder.Services.AddCrmRestAgent(options, Connect);
        var agent = builder.Build();
        await agent.StartAsync();

        await SubmitAsync("t-1", "contact_create", new { name = "Ada", email = "ada@example.test" });
        var done = await EndAsync("t-1");

        done.GetProperty("state").GetString().ShouldBe("Completed", done.ToString());
        crm.Data.One("select name from contacts where id = $id and client = 'acme'", ("id", done.GetProperty("result").GetProperty("contactId").GetString()))!["name"].ShouldBe("Ada");
        await SubmitAsync("t-2", "note_create", new { contactId = "999", body = "nobody's" });
        var dead = await EndAsync("t-2");
        dead.GetProperty("state").GetString().ShouldBe("DeadLettered", dead.ToString());
        dead.GetProperty("attempts")[0].GetProperty("errorType").GetString().ShouldBe("refused");
        await agent.StopAsync();
        await ((IAsyncDisposable)agent).DisposeAsync();
    }

    [Theory]
    [InlineData("--browser")]
    [InlineData("--rest")]
    public async Task An_agent_killed_in_the_middle_of_a_message_has_sent_it_once_in_the_end(string way)
    {
        var contact = crm.Data.Insert("contacts", ("client", "acme"), ("name", "Ada"), ("at", "2026"));
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crm.Faults.AfterChange = action =>
        {
            if (action != "conversation_send")
                return Task.CompletedTask;
            sent.TrySetResult();
            return held.Task;
        };
        string[] arguments =
        [
            way, "--operations", CrmWorld.ShippedOperations, "--base-url", crm.Address.ToString(), "--credentials", crm.CredentialsFile, "--folder", folder.Combine("agent"), "--id", "crm-killed",
            "--data", folder.Combine("data"), "--step-seconds", "60",
        ];
        await using (var doomed = await AgentProcess.StartAsync(arguments))
        {
            await Eventually.HoldsAsync(
                async () => (await api.GetAsync("api/agents")).Json.GetProperty("agents").EnumerateArray().Any(a => a.GetProperty("agentId").GetString() == "crm-killed"), "the agent is listed",
                TimeSpan.FromMinutes(2));
            await SubmitAsync("m-1", "conversation_send", new { contactId = contact, body = "once" });
            await sent.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await doomed.KillAsync();
        }

        await using var heir = await AgentProcess.StartAsync(arguments);
        host.Services.GetRequiredService<StoreClock>().Advance(TimeSpan.FromSeconds(16));
        var done = await EndAsync("m-1");

        done.GetProperty("state").GetString().ShouldBe("Completed", done.ToString());
        done.GetProperty("attempts").EnumerateArray().Count().ShouldBe(2, done.ToString());
        crm.Data.One("select id from messages")!["id"]!.ToString().ShouldBe(done.GetProperty("result").GetProperty("messageId").GetString());
        crm.Data.Count("select count(*) from messages").ShouldBe(1);
        held.SetResult();
    }

    [Fact]
    public async Task An_agent_killed_before_it_could_report_answers_from_its_journal_when_it_is_started_again()
    {
        var contact = crm.Data.Insert("contacts", ("client", "acme"), ("name", "Ada"), ("at", "2026"));
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        crm.Faults.AfterChange = action =>
        {
            sent.TrySetResult();
            return held.Task;
        };
        string[] arguments =
        [
            "--rest", "--operations", CrmWorld.ShippedOperations, "--base-url", crm.Address.ToString(), "--credentials", crm.CredentialsFile, "--folder", folder.Combine("agent"), "--id", "crm-journal",
            "--data", folder.Combine("data"),
        ];
        await using (var doomed = await AgentProcess.StartAsync(arguments))
        {
            await SubmitAsync("m-1", "conversation_send", new { contactId = contact, body = "once" });
            await sent.Task.WaitAsync(TimeSpan.FromMinutes(2));

            // Nobody hears of the end but the journal.
            api.Dispose();
            await host.DisposeAsync();
            held.SetResult();
            await Eventually.HoldsAsync(JournalHasResultAsync, "the result is in the journal", TimeSpan.FromMinutes(2));
            await doomed.KillAsync();
        }

        var message = crm.Data.One("select id from messages")!["id"]!.ToString();
        crm.Data.Count("select count(*) from messages").ShouldBe(1);
        await crm.DisposeAsync();
        await StartHostAsync();
        host.Services.GetRequiredService<StoreClock>().Advance(TimeSpan.FromSeconds(16));
        await using var heir = await AgentProcess.StartAsync(arguments);
        var done = await EndAsync("m-1");

        // There is no CRM any more that could have been asked.
        done.GetProperty("state").GetString().ShouldBe("Completed", done.ToString());
        done.GetProperty("result").GetProperty("messageId").ToString().ShouldBe(message);
        done.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()).ShouldBe(["failed", "succeeded"], done.ToString());
    }

    /// <summary>The file is the agent's alone, so another program looks.</summary>
    private async Task<bool> JournalHasResultAsync()
    {
        await using var look = await ChildProcess.StartAsync(new("grep", ["-qE", "\"type\": ?\"result\"", Path.Combine(folder.Combine("agent"), "effects.log")]));
        return await look.Exited == 0;
    }

    private async Task StartHostAsync()
    {
        host = await SwarmHost.StartAsync(new HostSettings
        {
            Data = folder.Combine("data"), Listen = "127.0.0.1:0", Logging = new HostLogging { Console = false }, Sections = new ConfigurationBuilder().Build(),
        });
        api = new Api(host.Address, host.Token);
    }

    private async Task SubmitAsync(string id, string operation, object payload) => (await api.PostAsync("api/tasks", JsonSerializer.Serialize(new
    {
        taskId = id, client = "acme", kind = "ghl", operation, idempotencyKey = $"key-{id}", timeoutMs = 120_000, retry = new { preset = "ghl" }, payload,
    }))).Status.ShouldBeOneOf(System.Net.HttpStatusCode.Accepted, System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Created);

    private async Task<JsonElement> EndAsync(string id)
    {
        JsonElement task = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                task = (await api.GetAsync($"api/tasks/{id}")).Json;
                return task.TryGetProperty("state", out var state) && state.GetString() is "Completed" or "DeadLettered" or "Cancelled";
            },
            $"{id} has ended", TimeSpan.FromMinutes(3));
        return task;
    }
}
