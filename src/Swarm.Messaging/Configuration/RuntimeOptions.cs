using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Swarm.Messaging.Configuration;

/// <summary>Lays what was set at run time over the options, and tells monitors when that changes.</summary>
internal sealed class RuntimeOptions<T>(ConfigurationSectionName<T> section, RuntimeConfiguration configuration)
    : IPostConfigureOptions<T>, IOptionsChangeTokenSource<T>
    where T : class, new()
{
    public string Name => Options.DefaultName;

    public void PostConfigure(string? name, T options)
    {
        if (name == Options.DefaultName)
            ConfigurationSectionOf<T>.Overlay(section.Fields, options, configuration.Usable(section.Name));
    }

    public IChangeToken GetChangeToken() => configuration.Changed();
}
