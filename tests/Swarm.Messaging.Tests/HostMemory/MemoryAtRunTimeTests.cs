using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.HostMemory;

public sealed class MemoryAtRunTimeTests
{
    [Fact]
    public void EverySetting_CanBeChangedWhileTheHostRuns()
    {
        var services = new ServiceCollection();
        services.AddConfiguration();
        using var provider = services.BuildServiceProvider();

        var section = provider.GetRequiredService<ConfigurationSectionName<MemoryOptions>>();

        section.Name.ShouldBe("Memory");
        section.Fields.Select(f => f.Name).ShouldBe(typeof(MemoryOptions).GetProperties().Select(p => p.Name), ignoreOrder: true);
    }
}
