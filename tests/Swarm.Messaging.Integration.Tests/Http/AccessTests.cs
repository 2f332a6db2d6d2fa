using System.Net;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class AccessTests(HttpHost host)
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Nothing_but_the_probes_without_the_token(string? token)
    {
        using var stranger = new Api(host.Host.Address, token);
        foreach (var path in new[] { "/api/tasks", "/api/status", "/api/events", "/metrics", "/api/nothing" })
            (await stranger.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        (await stranger.PostAsync("/api/tasks", "{}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void The_endpoint_file_tells_its_user_alone_where_the_host_is()
    {
        var file = EndpointFile.Read(host.Data).ShouldNotBeNull();

        file.Address.ShouldBe(host.Host.Address);
        file.Token.ShouldBe(host.Host.Token);
        File.GetUnixFileMode(EndpointFile.PathIn(host.Data)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_second_host_on_the_folder_is_refused_and_leaves_the_first_alone()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string?> { ["Data"] = host.Data, ["Logging:Console"] = "false" }, "/");

        var refusal = await Should.ThrowAsync<SwarmException>(() => SwarmHost.StartAsync(settings));

        refusal.Message.ShouldContain($"process {Environment.ProcessId}");
        EndpointFile.Read(host.Data).ShouldNotBeNull();
        (await host.Api.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
