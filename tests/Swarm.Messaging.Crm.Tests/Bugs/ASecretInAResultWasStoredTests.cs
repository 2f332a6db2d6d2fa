using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>What a completed task returned was stored as the service said it, with the client's token in it, and the agent's journal of it could be read by every user of the machine.</summary>
public sealed class ASecretInAResultWasStoredTests : IAsyncLifetime
{
    private WebApplication service = null!;
    private Uri address = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        service = builder.Build();
        // It tells each caller with what it came.
        service.Run(http =>
        {
            var token = http.Request.Headers.Authorization.ToString().Split(' ')[^1];
            return http.Response.WriteAsJsonAsync(new { contactId = $"c-{token}", items = new[] { new { id = token, ok = true, contactId = token }, new { id = token, ok = true, contactId = token } } });
        });
        await service.StartAsync();
        address = new Uri(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task It_is_hidden_in_the_result_in_those_of_items_and_in_the_journal()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.BaseAddress = address);
        var token = Token(world);

        var one = (await world.RunAsync("contact_create", new { name = "Ada" }, key: "one")).ShouldSucceed().GetRawText();
        var again = (await world.RunAsync("contact_create", new { name = "Ada" }, key: "one", attempt: 2)).ShouldSucceed().GetRawText();
        var many = (await world.RunAsync("contact_create", new { items = new[] { new { taskId = "i1", input = new { name = "Bea" } }, new { taskId = "i2", input = new { name = "Cid" } } } }))
            .ShouldSucceed().GetRawText();

        one.ShouldContain(Secrets.Mask);
        again.ShouldBe(one);
        many.ShouldContain(Secrets.Mask);
        foreach (var text in new[] { one, many, await JournalAsync(world) })
            text.ShouldNotContain(token);
    }

    [Fact]
    public async Task What_the_agent_keeps_is_closed_to_others()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.BaseAddress = address);
        (await world.RunAsync("contact_create", new { name = "Ada" })).ShouldSucceed();

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        (File.GetUnixFileMode(world.Options.Data) & others).ShouldBe(UnixFileMode.None);
        var files = Directory.GetFiles(world.Options.Data, "*", SearchOption.AllDirectories);
        files.ShouldContain(file => file.EndsWith("effects.log", StringComparison.Ordinal));
        files.ShouldAllBe(file => (File.GetUnixFileMode(file) & others) == UnixFileMode.None);
    }

    private static async Task<string> JournalAsync(CrmWorld world)
    {
        // One at a time has it: the agent's is closed.
        await world.RestartAgentAsync(isBrowser: false);
        var text = await File.ReadAllTextAsync(Path.Combine(world.Options.Data, "effects.log"));
        text.ShouldContain("result");
        return text;
    }

    private static string Token(CrmWorld world)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(world.Options.Credentials));
        return file.RootElement.GetProperty("clients").GetProperty("acme").GetProperty("token").GetString()!;
    }
}
