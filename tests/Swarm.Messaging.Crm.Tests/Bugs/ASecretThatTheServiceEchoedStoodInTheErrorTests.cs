using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Browser;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A service that says which password or token was wrong had it written into the task's error, where everybody reads it, and screenshots covered fields of the type password alone.</summary>
public sealed class ASecretThatTheServiceEchoedStoodInTheErrorTests : IAsyncLifetime
{
    /// <summary>A message shows the first 300 characters of a body: this one's secret is cut.</summary>
    private static readonly string Long = new('x', 290);

    private WebApplication service = null!;
    private Uri address = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        service = builder.Build();
        service.Run(AnswerAsync);
        await service.StartAsync();
        address = new Uri(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Over_REST_it_is_hidden_before_the_body_is_cut()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.BaseAddress = address);

        var error = (await world.RunAsync("contact_create", new { name = "Ada" })).ShouldFail("login_failed");

        error.Message.ShouldContain("401");
        error.Message.ShouldContain($"x{Secrets.Mask}");
        ShouldTellNothing(world, error);
    }

    [Fact]
    public async Task In_a_browser_it_is_hidden_and_there_is_no_screenshot_of_it()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: true, o => o.BaseAddress = address);

        var error = (await world.RunAsync("contact_create", new { name = "Ada" })).ShouldFail("login_failed");

        error.Message.ShouldContain($"Password '{Secrets.Mask}' is wrong");
        error.Message.ShouldContain("no screenshot");
        ShouldTellNothing(world, error);
        Directory.GetFiles(Path.Combine(world.Options.Data, "screenshots")).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_screenshot_every_field_with_credentials_is_covered()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: true);
        var login = PageReader.Read(Path.Combine(CrmWorld.ShippedOperations, "browser")).Login;
        var page = await (await world.Browser.GetAsync(CancellationToken.None)).NewPageAsync();
        await page.SetContentAsync("""
            <form id="login"><input id="user" name="user" value="typed"><input id="password" name="password" type="password"></form>
            <input id="echoed" value="the key-123456"><textarea id="area">key-123456</textarea><input id="other" value="harmless">
            """);
        var secrets = Secrets.Of("acme", JsonSerializer.SerializeToElement(new { key = "key-123456" }));

        var covered = new HashSet<string>();
        foreach (var field in await PageSecrets.FieldsAsync(page, login, secrets))
            covered.Add((await field.GetAttributeAsync("id"))!);

        covered.ShouldBe(["user", "password", "echoed", "area"], ignoreOrder: true);
        await page.SetContentAsync("<p>nothing</p>");
        (await PageSecrets.AreShownAsync(page, secrets)).ShouldBeFalse();
        await page.SetContentAsync("<p>nothing</p><iframe srcdoc='<p>key-123456</p>'></iframe>");
        (await PageSecrets.AreShownAsync(page, secrets)).ShouldBeTrue();
    }

    private static void ShouldTellNothing(CrmWorld world, TaskError error)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(world.Options.Credentials));
        foreach (var value in file.RootElement.GetProperty("clients").GetProperty("acme").EnumerateObject())
            error.Message.ShouldNotContain(value.Value.GetString()![..8], Case.Sensitive);
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html";
        if (http.Request.Method == "GET")
        {
            await http.Response.WriteAsync("<form id=login method=post action=/login><input name=user><input name=password type=password><button>Log in</button></form>");
            return;
        }

        http.Response.StatusCode = 401;
        await http.Response.WriteAsync(
            http.Request.HasFormContentType ? $"<p>Password '{(await http.Request.ReadFormAsync())["password"]}' is wrong</p>" : $"{Long}{http.Request.Headers.Authorization.ToString().Split(' ')[^1]}");
    }
}
