# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'shell_window.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import QCoreApplication, QMetaObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

class Ui_ShellWindow(object):
    def setupUi(self, ShellWindow):
        if not ShellWindow.objectName():
            ShellWindow.setObjectName(u"ShellWindow")
        ShellWindow.resize(1920, 1080)
        self.centre = QWidget(ShellWindow)
        self.centre.setObjectName(u"centre")
        self.outer_column = QVBoxLayout(self.centre)
        self.outer_column.setSpacing(0)
        self.outer_column.setObjectName(u"outer_column")
        self.outer_column.setContentsMargins(0, 0, 0, 0)
        self.middle_row = QHBoxLayout()
        self.middle_row.setSpacing(0)
        self.middle_row.setObjectName(u"middle_row")
        self.rail_place = QVBoxLayout()
        self.rail_place.setSpacing(0)
        self.rail_place.setObjectName(u"rail_place")

        self.middle_row.addLayout(self.rail_place)

        self.page_column = QVBoxLayout()
        self.page_column.setSpacing(0)
        self.page_column.setObjectName(u"page_column")
        self.top_place = QVBoxLayout()
        self.top_place.setObjectName(u"top_place")

        self.page_column.addLayout(self.top_place)

        self.banner_place = QVBoxLayout()
        self.banner_place.setObjectName(u"banner_place")

        self.page_column.addLayout(self.banner_place)

        self.pages = QStackedWidget(self.centre)
        self.pages.setObjectName(u"pages")

        self.page_column.addWidget(self.pages)

        self.page_column.setStretch(2, 1)

        self.middle_row.addLayout(self.page_column)


        self.outer_column.addLayout(self.middle_row)

        self.bottom_place = QVBoxLayout()
        self.bottom_place.setObjectName(u"bottom_place")

        self.outer_column.addLayout(self.bottom_place)

        ShellWindow.setCentralWidget(self.centre)

        self.retranslateUi(ShellWindow)

        QMetaObject.connectSlotsByName(ShellWindow)
    # setupUi

    def retranslateUi(self, ShellWindow):
        ShellWindow.setWindowTitle(QCoreApplication.translate("ShellWindow", u"City operations", None))
    # retranslateUi

