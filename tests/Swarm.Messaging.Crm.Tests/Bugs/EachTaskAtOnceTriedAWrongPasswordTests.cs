using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Crm.Browser;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>Tasks of one client at once, and its sessions, each tried a password that the service had just refused to the one before: the service counts that and locks the client out.</summary>
public sealed class EachTaskAtOnceTriedAWrongPasswordTests : IDisposable
{
    private readonly TempFolder folder = new("one-login");
    private readonly FakeTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_tries_it_and_the_others_fail_with_it_until_the_password_is_another_or_a_while_has_gone_by()
    {
        var wrong = folder.Combine("credentials.json");
        await using var world = await CrmWorld.StartAsync(
            isBrowser: true,
            o =>
            {
                var right = JsonNode.Parse(File.ReadAllText(o.Credentials))!;
                right["clients"]!["acme"]!["password"] = "wrong";
                File.WriteAllText(wrong, right.ToJsonString());
                o.Credentials = wrong;
            },
            time: time);
        var id = world.NewContact();
        long Refused() => world.Count("accessLog where path = '/login' and method = 'POST' and status = 401");

        var ends = await Task.WhenAll(new[] { "one", "one", "another" }.Select(s => world.RunAsync("note_create", new { contactId = id, body = s }, session: s)));
        foreach (var end in ends)
            end.ShouldFail("login_failed").Retryable.ShouldBeTrue();
        Refused().ShouldBe(1);

        time.Advance(ClientLogins.Shared);
        (await world.RunAsync("note_create", new { contactId = id, body = "later" }, session: "one")).ShouldFail("login_failed");
        Refused().ShouldBe(2);

        File.Copy(world.App.CredentialsFile, wrong, overwrite: true);
        (await world.RunAsync("note_create", new { contactId = id, body = "mended" }, session: "one")).ShouldSucceed();
        (await world.RunAsync("note_create", new { contactId = world.NewContact("birch"), body = "another client's" }, client: "birch")).ShouldSucceed();
        Refused().ShouldBe(2);
    }
}
