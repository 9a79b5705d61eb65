import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The record of a hearing as revisions: the columns first, filled in by the next migration."""

    dependencies = [
        ('mediation', '0044_panel'),
    ]

    operations = [
        migrations.AddField('hearingstatement', 'key', models.UUIDField(editable=False, null=True)),
        migrations.AddField('hearingstatement', 'line', models.PositiveSmallIntegerField(verbose_name='行', null=True)),
        migrations.AddField(
            'hearingstatement', 'kind',
            models.CharField(
                choices=[('said', '发言'), ('stage', '转入环节'), ('recess', '休庭'), ('go_on', '继续开庭'), ('came', '到场'), ('left', '离场')],
                default='said', max_length=10, verbose_name='记录',
            ),
        ),
        migrations.AddField('hearingstatement', 'at', models.DateTimeField(null=True, verbose_name='时刻')),
        migrations.AddField(
            'hearingstatement', 'by',
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL,
                verbose_name='记录人',
            ),
        ),
        migrations.AddField(
            'hearingstatement', 'strikes',
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name='struck_by',
                to='mediation.hearingstatement', verbose_name='更正的记录',
            ),
        ),
        migrations.AddField(
            'hearingstatement', 'asked_by', models.CharField(blank=True, default='', max_length=200, verbose_name='要求更正的人'),
            preserve_default=False,
        ),
        migrations.AddField(
            'hearingstatement', 'about',
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mediation.attachment',
                verbose_name='质证的材料',
            ),
        ),
        migrations.AddField('hearingstatement', 'hash', models.CharField(editable=False, max_length=64, null=True)),
    ]
