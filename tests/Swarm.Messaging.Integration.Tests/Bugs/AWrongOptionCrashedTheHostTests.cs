using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host of which a service could not even be made was stopped as if it had been started: the error of that hid the first.</summary>
public sealed class AWrongOptionCrashedTheHostTests
{
    [Theory]
    [InlineData("a:b")]
    [InlineData("with space")]
    public void A_prefix_is_judged_with_the_other_settings(string prefix) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read(new Dictionary<string, string?> { ["Prefix"] = prefix }, "/"))
            .Failures.ShouldHaveSingleItem().ShouldContain($"Prefix is '{prefix}'");

    [Fact]
    public async Task What_the_options_say_is_what_is_told()
    {
        using var folder = new TempFolder("options");

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(new HostSettings
        {
            Data = folder.Path,
            Logging = new() { Console = false },
            Configure = services => services.AddSingleton<IHostedService>(_ => throw new OptionsValidationException("", typeof(string), ["Colour is 'mauve'."])),
        }));

        refusal.Message.ShouldBe("Colour is 'mauve'.");
    }
}
