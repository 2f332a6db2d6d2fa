using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A store that remembered for less time than a signature is good let one signed call of a trigger count twice.</summary>
public sealed class ASignedCallCouldOutliveItsMemoryTests
{
    [Theory]
    [InlineData("00:09:59", "secret", false)]
    [InlineData("00:10:00", "secret", true)]
    [InlineData("00:01:00", null, true)]
    public void It_is_remembered_for_as_long_as_it_is_good(string horizon, string? secret, bool taken) =>
        new HookMemory(Options.Create(new RedisSagaStoreOptions { InboxHorizon = TimeSpan.Parse(horizon, null) }))
            .Validate(null, new WorkflowOptions { WebhookSecret = secret }).Succeeded.ShouldBe(taken);

    [Fact]
    public async Task A_host_that_would_forget_earlier_does_not_start_and_names_both()
    {
        using var folder = new TempFolder("memory");
        var settings = SettingsReader.Read([new("Data", folder.Path), new("Logging:Console", "false"), new("Workflows:WebhookSecret", "a-secret-between-us-alone-of-many-characters")], "/") with
        {
            Configure = services => services.Configure<RedisSagaStoreOptions>(o => o.InboxHorizon = TimeSpan.FromMinutes(2)),
        };

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(settings));

        refusal.Message.ShouldContain("Workflows:WebhookSecret is set, so that signed calls of triggers are good for 00:10:00, and RedisSagaStoreOptions.InboxHorizon is 00:02:00");
    }
}
