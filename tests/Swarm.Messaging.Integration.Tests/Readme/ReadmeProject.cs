namespace Swarm.Messaging.Integration.Tests.Readme;

internal static class ReadmeProject
{
    /// <summary>A reader's project; in place of the package, what the package consists of.</summary>
    public static string Text { get; } = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <Reference Include="{AppContext.BaseDirectory}Swarm.Messaging.C*t*.dll;{AppContext.BaseDirectory}MassTransit*.dll;{AppContext.BaseDirectory}RabbitMQ.Client.dll" />
          </ItemGroup>
        </Project>
        """;
}
