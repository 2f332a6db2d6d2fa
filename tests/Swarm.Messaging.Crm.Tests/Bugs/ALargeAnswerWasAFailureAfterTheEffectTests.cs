using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A CRM that answered with 3 MB had sent the message; the task was a dead letter, because so much is not stored.</summary>
public sealed class ALargeAnswerWasAFailureAfterTheEffectTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("large");
    private WebApplication service = null!;
    private int sent;
    private int bytes;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        service = builder.Build();
        service.Urls.Add("http://127.0.0.1:0");
        service.MapPost("/messages", async (HttpContext http) =>
        {
            Interlocked.Increment(ref sent);
            await http.Response.WriteAsJsonAsync(new { messageId = "m-1", body = new string('x', bytes) });
        });
        await service.StartAsync();
        var rest = Directory.CreateDirectory(folder.Combine("operations/rest")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rest, "connection.json"), """{ "headers": {} }""");
        await File.WriteAllTextAsync(Path.Combine(rest, "conversation_send.json"), """{ "operation": "conversation_send", "method": "POST", "path": "/messages", "body": { "body": "{{input.body}}" } }""");
    }

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(3_000_000, "m-1")]
    [InlineData(9_000_000, null)]
    public async Task It_succeeds_with_what_is_known_and_says_that_it_is_cut(int size, string? id)
    {
        bytes = size;
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => (o.Operations, o.BaseAddress) = (folder.Combine("operations"), new Uri(service.Urls.Single())));

        var result = (await world.RunAsync("conversation_send", new { body = "hello" }, key: "k")).ShouldSucceed();
        var again = (await world.RunAsync("conversation_send", new { body = "hello" }, key: "k", attempt: 2)).ShouldSucceed();

        result.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        (result.TryGetProperty("messageId", out var found) ? found.GetString() : null).ShouldBe(id);
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(result).Length.ShouldBeLessThanOrEqualTo(world.Options.MaxResultBytes);
        again.GetRawText().ShouldBe(result.GetRawText());
        sent.ShouldBe(1);
    }
}
