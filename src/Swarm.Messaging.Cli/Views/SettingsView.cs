using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;

namespace Swarm.Messaging.Cli.Views;

internal static class SettingsView
{
    public static void Write(CliConsole console, IEnumerable<ConfigurationFieldView> fields)
    {
        var table = Tables.Create("Setting", "Value", "Default", "Source", "Changed");
        foreach (var field in fields)
            table.Add(field.Setting, Show(field.Value), Show(field.Default), field.Source, field.AtRunTime ? "at run time" : "at start");
        console.Answers.Write(table);
    }

    public static void Write(CliConsole console, ConfigurationUpdated done)
    {
        if (done.Changes.Count == 0)
            console.Out.WriteLine("Everything was so already.");
        foreach (var change in done.Changes)
        {
            console.Out.WriteLine($"{done.Section}:{change.Field} was {Show(change.Before)} and is {Show(change.After)} ({change.Source}).");
            if (change.Gone is { Count: > 0 } gone)
                console.Out.WriteLine($"  No longer in it: {string.Join(", ", gone)}. One entry over what is set: swarm config set {done.Section}:{change.Field}:NAME=VALUE.");
        }
    }

    private static string Show(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
