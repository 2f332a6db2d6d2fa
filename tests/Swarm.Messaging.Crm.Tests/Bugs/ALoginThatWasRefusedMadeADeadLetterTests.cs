using System.Text.Json.Nodes;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>The answer 401 to a login's own form counted as a refusal of the task: it was not retryable, so a wrong password made a dead letter of every task of its client at once.</summary>
public sealed class ALoginThatWasRefusedMadeADeadLetterTests : IDisposable
{
    private readonly TempFolder folder = new("refused-login");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_task_waits_until_the_password_is_mended()
    {
        var wrong = folder.Combine("credentials.json");
        await using var world = await CrmWorld.StartAsync(isBrowser: true, o =>
        {
            var right = JsonNode.Parse(File.ReadAllText(o.Credentials))!;
            right["clients"]!["acme"]!["password"] = "wrong";
            File.WriteAllText(wrong, right.ToJsonString());
            o.Credentials = wrong;
        });
        var id = world.NewContact();

        var error = (await world.RunAsync("conversation_send", new { contactId = id, body = "hello" }, key: "k")).ShouldFail("login_failed");
        error.Retryable.ShouldBeTrue(error.Message);
        error.Message.ShouldContain("401");
        // What an earlier attempt may have done cannot be looked for, for the same reason.
        (await world.RunAsync("conversation_send", new { contactId = id, body = "hello" }, key: "elsewhere", attempt: 2)).ShouldFail("login_failed").Retryable.ShouldBeTrue();
        // Many of which none could begin are the trouble of the session, too.
        var items = new { items = new[] { "a", "b" }.Select(n => new { taskId = n, input = new { contactId = id, body = n } }) };
        (await world.RunAsync("conversation_send", items)).ShouldFail("login_failed").Retryable.ShouldBeTrue();

        File.Copy(world.App.CredentialsFile, wrong, overwrite: true);
        (await world.RunAsync("conversation_send", new { contactId = id, body = "hello" }, key: "k", attempt: 2)).ShouldSucceed();
        world.Count("messages").ShouldBe(1);
    }
}
