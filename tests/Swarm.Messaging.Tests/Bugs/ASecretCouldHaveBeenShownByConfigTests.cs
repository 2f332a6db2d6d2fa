using Microsoft.Extensions.DependencyInjection;
using System.Text.Json;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Of options that are told to a host at its start some are secrets: <c>swarm config</c> says that they are set, and no more.</summary>
public sealed class ASecretCouldHaveBeenShownByConfigTests
{
    [Fact]
    public void What_is_secret_is_only_said_to_be_set()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<RuntimeConfiguration>().AddSingleton<ConfigurationReader>();
        services.AddOptions();
        services.Configure<WorkflowOptions>(o => (o.WebhookSecret, o.Databases["crm"], o.AiModel) = ("hunter2-hunter2-hunter2", "postgresql:Host=db;Password=hunter2", "small"));
        services.AddStartSection<WorkflowOptions>("Workflows");
        using var provider = services.BuildServiceProvider();

        var view = provider.GetRequiredService<ConfigurationReader>().Look().Sections.ShouldHaveSingleItem();

        JsonSerializer.Serialize(view).ShouldNotContain("hunter2");
        view.Fields.Where(f => f.Value.ValueKind == JsonValueKind.String && f.Value.GetString() == "(set)").Select(f => (f.Field, f.Source)).ShouldBe([("Databases", "host"), ("WebhookSecret", "host")], ignoreOrder: true);
        view.Fields.Single(f => f.Field == "AiKey").Value.ValueKind.ShouldBe(JsonValueKind.Null);
        view.Fields.Single(f => f.Field == "AiModel").Value.GetString().ShouldBe("small");
        view.Fields.ShouldAllBe(f => !f.AtRunTime);
    }
}
